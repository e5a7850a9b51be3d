/**
 * What concerns the whole process, and nothing else. Every other package may use this one, and it uses none of them.
 */
@NullMarked
package io.gyre;

import org.jspecify.annotations.NullMarked;
