@NullMarked
package io.gyre.http;

import org.jspecify.annotations.NullMarked;
