/**
 * What concerns the whole process, and nothing else: the version, the log, fatal errors, and where locks and native memory come from.
 *
 * <p>Every other package may use this one, and it uses none of them. All of it may be called from any thread. What has to be chosen
 * before the library is at work (locks, memory, debug mode) refuses to change afterwards, and says so.
 */
@NullMarked
package io.gyre;

import org.jspecify.annotations.NullMarked;
