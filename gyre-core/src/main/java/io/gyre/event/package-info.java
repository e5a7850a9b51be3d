/**
 * The loop: {@link io.gyre.event.EventBase} waits, {@link io.gyre.event.Event} says for what, and callbacks run.
 *
 * <p>An event waits for a descriptor, a timeout, a signal, the end of a process, or somebody's {@code activate}. It is
 * <em>initialised</em> when made, <em>pending</em> once added, and <em>active</em> while its callback is due; a persistent one
 * stays pending, any other is no longer pending when its callback runs. All of this is libevent's, in libevent's words.
 *
 * <p>{@link io.gyre.event.EventBase#loop} is a list of phases: the next deadline, prepare watchers, the wait, check watchers,
 * expired timers, the active queues by priority, and the tasks handed to {@link io.gyre.event.EventBase#execute}.
 */
@NullMarked
package io.gyre.event;

import org.jspecify.annotations.NullMarked;
