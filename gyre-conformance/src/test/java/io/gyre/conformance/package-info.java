/** Tests of Gyre as a whole. They stand outside of every module and see what a user on the class path sees. */
@NullMarked
package io.gyre.conformance;

import org.jspecify.annotations.NullMarked;
