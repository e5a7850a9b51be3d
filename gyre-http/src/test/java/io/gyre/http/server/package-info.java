@NullMarked
package io.gyre.http.server;

import org.jspecify.annotations.NullMarked;
