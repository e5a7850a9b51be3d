package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.bufferevent.Direction;
import io.gyre.bufferevent.RateLimit;
import io.gyre.bufferevent.RateLimitGroup;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.event.EventMask;
import io.gyre.net.FdPair;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rate limits, in time that the test lets pass. */
class RateLimitTest extends BufferEventSuite {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final FdPair pair = world.pair();
    private final SocketBufferEvent event = over(pair.first(), new Noting("b"));

    RateLimitTest() {
        super(World.simulated());
    }

    private static RateLimit perMinute(long bytes) {
        return new RateLimit(bytes, bytes, bytes, bytes, MINUTE);
    }

    private void send(int bytes) {
        Bytes.send(pair.second(), "x".repeat(bytes));
    }

    // S-175, S-177, G-378
    @Test
    void whatMakesNoSenseIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new RateLimit(0, 1, 1, 1, MINUTE));
        assertThrows(IllegalArgumentException.class, () -> new RateLimit(10, 5, 1, 1, MINUTE));
        assertThrows(IllegalArgumentException.class, () -> new RateLimit(1, 1, 1, 1, Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> new RateLimit(1, 1, 1, 1, Duration.ofNanos(500_000)));
        assertEquals(
                RateLimit.UNLIMITED, new RateLimit(RateLimit.UNLIMITED, RateLimit.UNLIMITED, 1, 1, MINUTE).readRate());
    }

    // S-179, S-183, S-184, G-379
    @Test
    void withoutALimitTokensAreEndless() {
        assertNull(event.rateLimit());
        assertEquals(Long.MAX_VALUE, event.tokens(Direction.READING));
        assertEquals(Long.MAX_VALUE, event.tokens(Direction.WRITING));
        assertEquals(SocketBufferEvent.DEFAULT_MAX_SINGLE, event.maxToRead());
    }

    // S-175, S-177, S-178, G-381
    @Test
    void tokensComeWithEachTickUpToTheBurst() {
        event.rateLimit(new RateLimit(100, 1000, 100, 1000, ms(100)));
        assertEquals(100, event.tokens(Direction.READING));
        pass(250);
        assertEquals(300, event.tokens(Direction.READING));
        pass(100_000);
        assertEquals(1000, event.tokens(Direction.READING));
    }

    // S-183, S-186, G-382
    @Test
    void tokensCanBeTakenAndGivenByHand() {
        event.rateLimit(perMinute(100));
        event.decrementTokens(Direction.READING, 150);
        assertEquals(-50, event.tokens(Direction.READING));
        assertEquals(0, event.maxToRead());
        event.decrementTokens(Direction.READING, -60);
        assertEquals(10, event.maxToRead());
        event.decrementTokens(Direction.READING, -1000);
        assertEquals(1010, event.tokens(Direction.READING));
    }

    // S-176, S-180, S-184, S-186, G-383, G-384, G-385
    @Test
    void readingStopsWithoutTokensAndGoesOnWithThem() {
        RateLimit limit = perMinute(100);
        event.rateLimit(limit);
        assertSame(limit, event.rateLimit());
        event.enable(EventMask.READ);
        send(500);
        look();
        assertRan("b.read(100)");
        assertEquals(0, event.maxToRead());
        event.decrementTokens(Direction.READING, -50);
        look();
        assertRan("b.read(150)");
        event.rateLimit(null);
        look();
        assertRan("b.read(500)");
    }

    // S-158, S-176, G-386
    @Test
    void writingStopsWithoutTokens() {
        event.rateLimit(perMinute(200));
        event.timeouts(null, ms(40));
        event.output().add(new byte[1000]);
        look();
        assertEquals(800, event.output().length());
        assertEquals(0, event.tokens(Direction.WRITING));
        pass(100);
        look();
        assertRan("");
    }

    // S-176
    @Test
    void aMegabyteASecondIsAMegabyteASecond() {
        event.rateLimit(RateLimit.bytesPerSecond(1_000_000));
        event.output().add(new byte[20_000_000]);
        long got = 0;
        for (int i = 0; i < 1000; i++) {
            for (int turns = 0; turns < 4; turns++) {
                look();
                got += Bytes.receive(pair.second()).length();
            }
            pass(10);
        }
        assertEquals(10_000_000.0, (double) got, 10_000_000 * 0.02);
    }

    // S-181, S-185, S-187, G-387, G-388, G-389, G-390
    @Test
    void aGroupSharesItsTokensAndCountsWhatItsMembersMove() {
        FdPair other = world.pair();
        SocketBufferEvent second = over(other.first(), new Noting("c"));
        var group = new RateLimitGroup(base, perMinute(1000));
        world.atTheEnd(group::close);
        world.atTheEnd(() -> second.rateLimitGroup(null));
        world.atTheEnd(() -> event.rateLimitGroup(null));
        event.rateLimitGroup(group);
        assertEquals(1000, event.maxToRead());
        second.rateLimitGroup(group);
        second.rateLimitGroup(group);
        assertEquals(500, event.maxToRead());
        event.enable(EventMask.READ);
        second.enable(EventMask.READ);
        send(5000);
        Bytes.send(other.second(), "y".repeat(5000));
        for (int i = 0; i < 50; i++) {
            look();
        }
        long read = event.input().length() + second.input().length();
        assertEquals(1000.0, (double) read, 64.0);
        assertEquals(read, group.totalRead());
        assertEquals(0, group.totalWritten());
        assertEquals(1000 - read, group.readTokens());
        assertEquals(Long.MAX_VALUE, event.tokens(Direction.READING));
        group.resetTotals();
        assertEquals(0, group.totalRead());
        event.rateLimitGroup(null);
        for (int i = 0; i < 50; i++) {
            look();
        }
        assertEquals(5000, event.input().length());
    }

    // S-182
    @Test
    void aGroupsLimitMayChangeWhileItRuns() {
        var group = new RateLimitGroup(base, perMinute(100));
        world.atTheEnd(group::close);
        world.atTheEnd(() -> event.rateLimitGroup(null));
        event.rateLimitGroup(group);
        event.enable(EventMask.READ);
        send(1000);
        look();
        assertEquals(100, event.input().length());
        group.limit(new RateLimit(600, 600, 600, 600, Duration.ofSeconds(1)));
        pass(1000);
        look();
        assertEquals(700, event.input().length());
        assertThrows(IllegalStateException.class, group::close);
    }

    @Test
    void aGroupWithinAGroupIsLimitedByBoth() {
        var outer = new RateLimitGroup(base, perMinute(300));
        var inner = new RateLimitGroup(base, perMinute(1000), outer);
        world.atTheEnd(outer::close);
        world.atTheEnd(inner::close);
        world.atTheEnd(() -> event.rateLimitGroup(null));
        event.rateLimitGroup(inner);
        event.enable(EventMask.READ);
        send(2000);
        look();
        look();
        assertEquals(300, event.input().length());
        assertEquals(300, outer.totalRead());
        pass(60_000);
        look();
        assertEquals(600, event.input().length());
    }

    @Test
    void whatIsTakenByHandFromAGroupIsTakenFromThoseAroundIt() {
        var outer = new RateLimitGroup(base, perMinute(300));
        var inner = new RateLimitGroup(base, perMinute(1000), outer);
        world.atTheEnd(outer::close);
        world.atTheEnd(inner::close);
        inner.decrementRead(200);
        inner.decrementWrite(50);
        assertEquals(100, outer.readTokens());
        assertEquals(800, inner.readTokens());
        assertEquals(250, outer.writeTokens());
    }

    @Test
    void whomAGroupRefusesStaysWhereItWas() {
        var mine = new RateLimitGroup(base, perMinute(100));
        var elsewhere = new RateLimitGroup(world.base(), perMinute(7));
        world.atTheEnd(mine::close);
        world.atTheEnd(elsewhere::close);
        world.atTheEnd(() -> event.rateLimitGroup(null));
        event.rateLimitGroup(mine);
        assertThrows(IllegalArgumentException.class, () -> event.rateLimitGroup(elsewhere));
        assertEquals(100, event.maxToRead());
        assertThrows(IllegalStateException.class, mine::close);
    }

    // S-181
    @Test
    void membersMayCloseEachOtherAndLeaveWhileTheGroupIsDry() {
        var group = new RateLimitGroup(base, new RateLimit(100, 100, 100, 100, ms(100)));
        world.atTheEnd(group::close);
        List<FdPair> pairs = Stream.generate(world::pair).limit(5).toList();
        List<SocketBufferEvent> members =
                pairs.stream().map(each -> over(each.first(), new Noting("m"))).toList();
        for (SocketBufferEvent each : members) {
            each.rateLimitGroup(group);
            each.enable(EventMask.READ);
        }
        pairs.forEach(each -> Bytes.send(each.second(), "x".repeat(300)));
        look();
        assertTrue(group.readTokens() <= 0);
        Noting closing = new Noting("c");
        closing.onRead = _ -> members.subList(2, 5).forEach(SocketBufferEvent::close);
        members.getFirst().callbacks(closing);
        members.get(1).rateLimitGroup(null);
        look();
        assertEquals(300, members.get(1).input().length());
        for (int i = 0; i < 20; i++) {
            pass(100);
            look();
        }
        assertEquals(300, members.getFirst().input().length());
        assertTrue(members.stream().skip(2).allMatch(SocketBufferEvent::isClosed));
        members.getFirst().close();
    }
}
