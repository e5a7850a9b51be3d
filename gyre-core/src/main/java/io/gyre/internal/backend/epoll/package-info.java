/** Linux' epoll: {@code epoll(7)}. */
@NullMarked
package io.gyre.internal.backend.epoll;

import org.jspecify.annotations.NullMarked;
