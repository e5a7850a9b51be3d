@NullMarked
package io.gyre.http.websocket;

import org.jspecify.annotations.NullMarked;
