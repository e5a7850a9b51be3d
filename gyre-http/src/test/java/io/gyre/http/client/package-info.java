@NullMarked
package io.gyre.http.client;

import org.jspecify.annotations.NullMarked;
