/**
 * The seam between the loop and the mechanisms that wait: epoll, poll, select, nio, or one of your own.
 *
 * <p>A mechanism speaks raw bits ({@link io.gyre.backend.Interest}) and small integers, so that nothing is allocated per
 * event. Mechanisms are found through {@link java.util.ServiceLoader}: provide a {@link io.gyre.backend.BackendProvider} and
 * it is offered beside ours.
 */
@NullMarked
package io.gyre.backend;

import org.jspecify.annotations.NullMarked;
