/**
 * A virtual clock, a simulated platform and scripted peers, with which a program on Gyre is tested without sleeps and
 * without sockets. It may use all of the core, and no other module needs it outside of tests.
 *
 * <p>A {@link io.gyre.testing.Simulation} is the world of one test. Its loop never waits: where a real one would, it moves the
 * {@link io.gyre.testing.VirtualClock} to the next timer, or to the next thing that the test arranged to happen. So a test of a
 * timeout of half a minute takes a millisecond, and a run can be told again from its seed:
 *
 * {@snippet lang=java :
 * // Reads, and closes a connection on which nothing came for 30 s.
 * static void serve(EventBase base, Fd connection) {
 *     var buffer = Arena.ofAuto().allocate(1024);
 *     base.event(connection, EventMask.READ.or(EventMask.PERSIST), (event, fired) -> {
 *                 if (fired.contains(EventMask.TIMEOUT) || connection.read(buffer) == Fd.EOF) {
 *                     event.remove();
 *                     connection.close();
 *                 }
 *             })
 *             .add(Duration.ofSeconds(30));
 * }
 *
 * @Test
 * void aConnectionIsClosedAfterHalfAMinuteOfSilence() throws IOException {
 *     try (var simulation = Simulation.ordered()) {
 *         EventBase base = simulation.newBase();
 *         FdPair pair = simulation.descriptors().socketpair();
 *         ScriptedPeer peer = simulation.peer(pair.second()).sendAt(Duration.ofSeconds(20), "still here");
 *         serve(base, pair.first());
 *         base.dispatch();
 *         assertEquals(Duration.ofSeconds(50), simulation.clock().elapsed());
 *         assertTrue(peer.atEnd());
 *         peer.close();
 *     }
 * }
 * }
 *
 * <p>What the {@link io.gyre.testing.SimulatedPlatform} answers is what Linux answers; that is tested by doing the same with
 * both. Its {@link io.gyre.testing.Faults} make calls fail, be interrupted, or move fewer bytes than asked for. Closing the
 * simulation finds descriptors that were left open, and a loop that cannot go on throws a
 * {@link io.gyre.testing.StuckLoopException} that says what it waits for.
 */
@NullMarked
package io.gyre.testing;

import org.jspecify.annotations.NullMarked;
