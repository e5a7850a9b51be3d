@NullMarked
package io.gyre.tag;

import org.jspecify.annotations.NullMarked;
