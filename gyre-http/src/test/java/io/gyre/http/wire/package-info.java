@NullMarked
package io.gyre.http.wire;

import org.jspecify.annotations.NullMarked;
