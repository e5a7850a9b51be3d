package io.gyre.conformance.event;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gyre.buffer.EvBuffer;
import io.gyre.buffer.FrozenBufferException;
import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventCallbacks;
import io.gyre.bufferevent.BufferFilter;
import io.gyre.bufferevent.Direction;
import io.gyre.bufferevent.FilterBufferEvent;
import io.gyre.bufferevent.FlushMode;
import io.gyre.bufferevent.Outcome;
import io.gyre.bufferevent.PairBufferEvent;
import io.gyre.bufferevent.RateLimit;
import io.gyre.bufferevent.RateLimitGroup;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.bufferevent.Watermarks;
import io.gyre.event.EventCount;
import io.gyre.event.EventMask;
import io.gyre.net.Fd;
import io.gyre.net.FdPair;
import io.gyre.net.Shutdown;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Who may call what when. Each call is made in each state: from outside of the loop, and from within each callback that can come in that
 * state. What a call answers:
 *
 * <pre>
 * ok       it does what it says
 * closed   IllegalStateException, for the bufferevent or its buffer is closed
 * state    IllegalStateException, for another reason, which the message tells
 * frozen   FrozenBufferException
 * </pre>
 */
class BufferEventStatesTest extends BufferEventSuite {
    private static final String SOCKET = """
        call              | FRESH  LOOKING_UP CONNECTING OPEN   READING_ENDED WRITING_ENDED FAILED CLOSED
        ask               | ok     ok         ok         ok     ok            ok            ok     ok
        callbacks         | ok     ok         ok         ok     ok            ok            ok     ok
        lock, unlock      | ok     ok         ok         ok     ok            ok            ok     ok
        enable READ       | ok     ok         ok         ok     ok            ok            ok     closed
        enable WRITE      | ok     ok         ok         ok     ok            ok            ok     closed
        disable READ      | ok     ok         ok         ok     ok            ok            ok     ok
        disable WRITE     | ok     ok         ok         ok     ok            ok            ok     ok
        watermarks        | ok     ok         ok         ok     ok            ok            ok     ok
        timeouts          | ok     ok         ok         ok     ok            ok            ok     closed
        no timeouts       | ok     ok         ok         ok     ok            ok            ok     closed
        write             | ok     ok         ok         ok     ok            frozen        ok     closed
        write buffer      | ok     ok         ok         ok     ok            frozen        ok     closed
        read              | ok     ok         ok         ok     ok            ok            ok     closed
        read buffer       | ok     ok         ok         ok     ok            ok            ok     closed
        add to input      | frozen frozen     frozen     frozen frozen        frozen        frozen closed
        drain output      | frozen frozen     frozen     frozen frozen        frozen        frozen closed
        flush NORMAL      | ok     ok         ok         ok     ok            ok            ok     ok
        flush FLUSH       | ok     ok         ok         ok     ok            ok            ok     ok
        flush FINISHED    | ok     ok         ok         ok     ok            ok            ok     ok
        shutdownWriting   | ok     ok         ok         ok     ok            ok            ok     closed
        pipeTo            | ok     ok         ok         ok     ok            ok            ok     closed
        pipe from         | ok     ok         ok         ok     ok            state         ok     closed
        trigger           | ok     ok         ok         ok     ok            ok            ok     ok
        trigger later     | ok     ok         ok         ok     ok            ok            ok     ok
        trigger outcome   | ok     ok         ok         ok     ok            ok            ok     ok
        rateLimit         | ok     ok         ok         ok     ok            ok            ok     closed
        no rateLimit      | ok     ok         ok         ok     ok            ok            ok     closed
        rateLimitGroup    | ok     ok         ok         ok     ok            ok            ok     closed
        no group          | ok     ok         ok         ok     ok            ok            ok     ok
        decrementTokens   | state  state      state      state  state         state         state  state
        filter on top     | ok     ok         ok         ok     ok            ok            ok     closed
        close             | ok     ok         ok         ok     ok            ok            ok     ok
        fd                | ok     ok         ok         ok     ok            ok            ok     closed
        no fd             | ok     ok         ok         ok     ok            ok            ok     closed
        replaceFd         | ok     ok         ok         ok     ok            ok            ok     closed
        connect           | ok     state      state      state  state         state         state  closed
        connect by name   | ok     state      state      state  state         state         state  closed
        priority          | ok     ok         ok         ok     ok            ok            ok     ok
        maxSingle         | ok     ok         ok         ok     ok            ok            ok     ok
        """;

    private static final String PAIR = """
        call              | OPEN   ALONE  READING_ENDED WRITING_ENDED CLOSED
        ask               | ok     ok     ok            ok            ok
        callbacks         | ok     ok     ok            ok            ok
        lock, unlock      | ok     ok     ok            ok            ok
        enable READ       | ok     ok     ok            ok            closed
        enable WRITE      | ok     ok     ok            ok            closed
        disable READ      | ok     ok     ok            ok            ok
        disable WRITE     | ok     ok     ok            ok            ok
        watermarks        | ok     ok     ok            ok            ok
        timeouts          | ok     ok     ok            ok            closed
        no timeouts       | ok     ok     ok            ok            closed
        write             | ok     ok     ok            frozen        closed
        write buffer      | ok     ok     ok            frozen        closed
        read              | ok     ok     ok            ok            closed
        read buffer       | ok     ok     ok            ok            closed
        add to input      | frozen frozen frozen        frozen        closed
        drain output      | frozen frozen frozen        frozen        closed
        flush NORMAL      | ok     ok     ok            ok            ok
        flush FLUSH       | ok     ok     ok            ok            ok
        flush FINISHED    | ok     ok     ok            ok            ok
        shutdownWriting   | ok     ok     ok            ok            closed
        pipeTo            | ok     ok     ok            ok            closed
        pipe from         | ok     ok     ok            state         closed
        trigger           | ok     ok     ok            ok            ok
        trigger later     | ok     ok     ok            ok            ok
        trigger outcome   | ok     ok     ok            ok            ok
        rateLimit         | ok     ok     ok            ok            closed
        no rateLimit      | ok     ok     ok            ok            closed
        rateLimitGroup    | ok     ok     ok            ok            closed
        no group          | ok     ok     ok            ok            ok
        decrementTokens   | state  state  state         state         state
        filter on top     | ok     ok     ok            ok            closed
        close             | ok     ok     ok            ok            ok
        """;

    private static final String FILTER = """
        call              | OPEN   BELOW_CLOSED READING_ENDED WRITING_ENDED FAILED CLOSED
        ask               | ok     ok           ok            ok            ok     ok
        callbacks         | ok     ok           ok            ok            ok     ok
        lock, unlock      | ok     ok           ok            ok            ok     ok
        enable READ       | ok     ok           ok            ok            ok     closed
        enable WRITE      | ok     ok           ok            ok            ok     closed
        disable READ      | ok     ok           ok            ok            ok     ok
        disable WRITE     | ok     ok           ok            ok            ok     ok
        watermarks        | ok     ok           ok            ok            ok     ok
        timeouts          | ok     ok           ok            ok            ok     closed
        no timeouts       | ok     ok           ok            ok            ok     closed
        write             | ok     closed       ok            frozen        ok     closed
        write buffer      | ok     closed       ok            frozen        ok     closed
        read              | ok     ok           ok            ok            ok     closed
        read buffer       | ok     ok           ok            ok            ok     closed
        add to input      | frozen frozen       frozen        frozen        frozen closed
        drain output      | frozen frozen       frozen        frozen        frozen closed
        flush NORMAL      | ok     ok           ok            ok            ok     ok
        flush FLUSH       | ok     closed       ok            ok            ok     ok
        flush FINISHED    | ok     closed       ok            ok            ok     ok
        shutdownWriting   | ok     closed       ok            ok            ok     closed
        pipeTo            | ok     ok           ok            ok            ok     closed
        pipe from         | ok     ok           ok            state         ok     closed
        trigger           | ok     ok           ok            ok            ok     ok
        trigger later     | ok     ok           ok            ok            ok     ok
        trigger outcome   | ok     ok           ok            ok            ok     ok
        rateLimit         | ok     ok           ok            ok            ok     closed
        no rateLimit      | ok     ok           ok            ok            ok     closed
        rateLimitGroup    | ok     ok           ok            ok            ok     closed
        no group          | ok     ok           ok            ok            ok     ok
        decrementTokens   | state  state        state         state         state  state
        filter on top     | ok     ok           ok            ok            ok     closed
        close             | ok     ok           ok            ok            ok     ok
        """;

    /** Which calls lead where; the others leave a socket in the state that it is in. */
    private static final String TRANSITIONS = """
        FRESH         | connect by name | LOOKING_UP
        FRESH         | connect         | CONNECTING
        FRESH         | fd              | OPEN
        LOOKING_UP    | fd              | OPEN
        LOOKING_UP    | no fd           | FRESH
        CONNECTING    | fd              | OPEN
        CONNECTING    | no fd           | FRESH
        OPEN          | no fd           | FRESH
        READING_ENDED | no fd           | FRESH
        FAILED        | no fd           | FRESH
        FRESH         | shutdownWriting | WRITING_ENDED
        LOOKING_UP    | shutdownWriting | WRITING_ENDED
        CONNECTING    | shutdownWriting | WRITING_ENDED
        OPEN          | shutdownWriting | WRITING_ENDED
        FRESH         | close           | CLOSED
        LOOKING_UP    | close           | CLOSED
        CONNECTING    | close           | CLOSED
        OPEN          | close           | CLOSED
        READING_ENDED | close           | CLOSED
        WRITING_ENDED | close           | CLOSED
        FAILED        | close           | CLOSED
        FRESH         | write           | FRESH
        LOOKING_UP    | write           | LOOKING_UP
        LOOKING_UP    | enable READ     | LOOKING_UP
        CONNECTING    | write           | CONNECTING
        CONNECTING    | enable READ     | CONNECTING
        OPEN          | write           | OPEN
        OPEN          | flush FINISHED  | OPEN
        OPEN          | trigger outcome | OPEN
        """;

    private static final InetSocketAddress NOBODY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);

    /** Where a call comes from. */
    enum From {
        OUTSIDE,
        READABLE,
        WRITABLE,
        OUTCOME
    }

    private final ScriptedResolver resolver = new ScriptedResolver();
    private final EvBuffer spare = new EvBuffer();
    private final RateLimitGroup group = new RateLimitGroup(base, RateLimit.bytesPerSecond(1_000_000));
    private final BufferEvent[] others = new BufferEvent[2];

    BufferEventStatesTest() {
        super(World.simulated());
        world.atTheEnd(spare::close);
        world.atTheEnd(group::close);
    }

    static Stream<Arguments> cells() {
        return Stream.of(cells("socket", SOCKET), cells("pair", PAIR), cells("filter", FILTER))
                .flatMap(cells -> cells)
                .flatMap(cell -> Arrays.stream(From.values())
                        .map(from -> Arguments.of(cell.get(0), cell.get(1), cell.get(2), from, cell.get(3))));
    }

    /** {@return for each cell of a table: the kind, the call, the state and the answer} */
    private static Stream<List<String>> cells(String kind, String table) {
        List<String[]> rows = table.lines()
                .map(line -> line.split("\\s*\\|\\s*|(?<=\\|.*)\\s+"))
                .toList();
        String[] states = rows.getFirst();
        return rows.stream()
                .skip(1)
                .flatMap(row ->
                        IntStream.range(1, states.length).mapToObj(i -> List.of(kind, row[0], states[i], row[i])));
    }

    private BufferEvent make(String kind, String state) throws IOException {
        BufferEvent made = switch (kind) {
            case "socket" -> socket(state);
            case "pair" -> pair(state);
            default -> filter(state);
        };
        world.atTheEnd(made::close);
        switch (state) {
            case "WRITING_ENDED" -> made.shutdownWriting();
            case "CLOSED" -> made.close();
            default -> {}
        }
        return made;
    }

    private BufferEvent socket(String state) throws IOException {
        var made = SocketBufferEvent.unconnected(base);
        switch (state) {
            case "FRESH" -> {}
            case "LOOKING_UP" -> made.connect("host.example", 80, resolver);
            case "CONNECTING" -> {
                var silent = new InetSocketAddress(InetAddress.getLoopbackAddress(), 7);
                world.simulation().platform().silence(silent);
                made.connect(silent);
                world.atTheEnd(requireNonNull(made.fd())::close);
            }
            default -> open(made, state);
        }
        return made;
    }

    private void open(SocketBufferEvent made, String state) throws IOException {
        FdPair pair = tcpPair();
        made.fd(pair.first());
        look();
        switch (state) {
            case "READING_ENDED" -> {
                made.enable(EventMask.READ);
                pair.second().shutdown(Shutdown.WRITING);
            }
            case "FAILED" -> {
                made.enable(EventMask.READ);
                world.simulation().platform().reset(pair.second());
            }
            default -> {}
        }
        look();
    }

    private BufferEvent pair(String state) {
        PairBufferEvent.Halves halves = PairBufferEvent.of(base);
        world.atTheEnd(halves.second()::close);
        switch (state) {
            case "ALONE" -> halves.second().close();
            case "READING_ENDED" -> halves.second().shutdownWriting();
            default -> {}
        }
        look();
        return halves.first();
    }

    private BufferEvent filter(String state) {
        PairBufferEvent.Halves halves = PairBufferEvent.of(base);
        world.atTheEnd(halves.first()::close);
        world.atTheEnd(halves.second()::close);
        var made = FilterBufferEvent.of(halves.first(), BufferFilter.PASS, BufferFilter.PASS, null);
        switch (state) {
            case "BELOW_CLOSED" -> halves.first().close();
            case "READING_ENDED" -> halves.second().shutdownWriting();
            case "FAILED" -> halves.first().trigger(new Outcome.Failed(null, new IOException("broken")), false);
            default -> {}
        }
        look();
        return made;
    }

    private void call(String what, BufferEvent event) throws IOException {
        switch (what) {
            case "ask" -> ask(event);
            case "callbacks" -> event.callbacks(null);
            case "lock, unlock" -> {
                event.lock();
                event.unlock();
            }
            case "enable READ" -> event.enable(EventMask.READ);
            case "enable WRITE" -> event.enable(EventMask.WRITE);
            case "disable READ" -> event.disable(EventMask.READ);
            case "disable WRITE" -> event.disable(EventMask.WRITE);
            case "watermarks" -> event.watermarks(Direction.READING, new Watermarks(1, 100));
            case "timeouts" -> event.timeouts(ms(1000), ms(1000));
            case "no timeouts" -> event.timeouts(null, null);
            case "write" -> event.write("abc");
            case "write buffer" -> event.write(spare.add("abc"));
            case "read" -> event.read(new byte[10]);
            case "read buffer" -> event.read(spare);
            case "add to input" -> event.input().add("abc");
            case "drain output" -> {
                event.disable(EventMask.WRITE);
                event.write("abc");
                event.output().drain(1);
            }
            case "flush NORMAL" -> event.flush(EventMask.READ.or(EventMask.WRITE), FlushMode.NORMAL);
            case "flush FLUSH" -> event.flush(EventMask.READ.or(EventMask.WRITE), FlushMode.FLUSH);
            case "flush FINISHED" -> event.flush(EventMask.READ.or(EventMask.WRITE), FlushMode.FINISHED);
            case "shutdownWriting" -> event.shutdownWriting();
            case "pipeTo" -> event.pipeTo(other(), null).close();
            case "pipe from" -> other().pipeTo(event, null).close();
            case "trigger" -> event.trigger(EventMask.READ.or(EventMask.WRITE), true, false);
            case "trigger later" -> event.trigger(EventMask.READ.or(EventMask.WRITE), true, true);
            case "trigger outcome" -> event.trigger(new Outcome.Connected(), false);
            case "rateLimit" -> event.rateLimit(RateLimit.bytesPerSecond(1000));
            case "no rateLimit" -> event.rateLimit(null);
            case "rateLimitGroup" -> event.rateLimitGroup(group);
            case "no group" -> event.rateLimitGroup(null);
            case "decrementTokens" -> event.decrementTokens(Direction.READING, 1);
            case "filter on top" ->
                FilterBufferEvent.of(event, BufferFilter.PASS, BufferFilter.PASS, null)
                        .close();
            case "close" -> event.close();
            default -> callSocket(what, (SocketBufferEvent) event);
        }
    }

    private void callSocket(String what, SocketBufferEvent event) {
        switch (what) {
            case "fd" -> event.fd(another());
            case "no fd" -> event.fd(null);
            case "replaceFd" -> event.replaceFd(another());
            case "connect" -> event.connect(NOBODY);
            case "connect by name" -> event.connect("other.example", 80, resolver);
            case "priority" -> event.priority(0);
            case "maxSingle" -> {
                event.maxSingleRead(10);
                event.maxSingleWrite(10);
            }
            default -> throw new AssertionError(what);
        }
    }

    /** Everything that only tells. */
    private static void ask(BufferEvent event) {
        event.base();
        event.input().length();
        event.output().length();
        event.options();
        event.callbacks();
        event.enabled();
        event.fd();
        event.underlying();
        event.isClosed();
        event.rateLimit();
        for (Direction direction : Direction.values()) {
            event.tokens(direction);
            event.timeout(direction);
            event.watermarks(direction);
        }
        if (event instanceof SocketBufferEvent socket) {
            socket.maxToRead();
            socket.maxToWrite();
            socket.maxSingleRead();
            socket.maxSingleWrite();
            socket.dnsError();
            socket.priority();
        }
    }

    private BufferEvent other() {
        PairBufferEvent.Halves halves = PairBufferEvent.of(base);
        others[0] = halves.first();
        others[1] = halves.second();
        return others[0];
    }

    private Fd another() {
        return world.pair().first();
    }

    private String answer(String what, BufferEvent event) {
        try {
            call(what, event);
            return "ok";
        } catch (FrozenBufferException frozen) {
            return "frozen";
        } catch (IllegalStateException wrong) {
            return requireNonNull(wrong.getMessage()).contains("closed") ? "closed" : "state";
        } catch (IllegalArgumentException wrong) {
            return "argument";
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    private String answer(String what, BufferEvent event, From from, boolean closing) {
        if (from == From.OUTSIDE) {
            return answer(what, event);
        }
        var inside = new InCallback(from, what, closing);
        event.callbacks(inside);
        switch (from) {
            case READABLE -> event.trigger(EventMask.READ, true, true);
            case WRITABLE -> event.trigger(EventMask.WRITE, true, true);
            default -> event.trigger(new Outcome.Timeout(Direction.READING), true);
        }
        look();
        return inside.answer;
    }

    private final class InCallback implements BufferEventCallbacks {
        private final From from;
        private final String what;
        private final boolean closing;
        String answer = "not called";

        InCallback(From from, String what, boolean closing) {
            this.from = from;
            this.what = what;
            this.closing = closing;
        }

        private void called(From where, BufferEvent event) {
            if (where == from && answer.equals("not called")) {
                answer = "called";
                if (closing) {
                    event.close();
                }
                answer = answer(what, event);
            }
        }

        @Override
        public void onReadable(BufferEvent event) {
            called(From.READABLE, event);
        }

        @Override
        public void onWritable(BufferEvent event) {
            called(From.WRITABLE, event);
        }

        @Override
        public void onOutcome(BufferEvent event, Outcome outcome) {
            called(From.OUTCOME, event);
        }
    }

    @ParameterizedTest(name = "{0}: {1} in {2} from {3}: {4}")
    @MethodSource("cells")
    void everyCallInEveryState(String kind, String call, String state, From from, String answer) throws IOException {
        boolean closing = state.equals("CLOSED") && from != From.OUTSIDE; // The callback comes while it is open.
        BufferEvent event = make(kind, closing ? "OPEN" : state);
        assertEquals(answer, answer(call, event, from, closing));
        look();
        Fd left = event.fd();
        event.close();
        if (left != null) {
            left.close();
        }
        for (BufferEvent other : others) {
            if (other != null) {
                other.close();
            }
        }
        look();
        assertEquals(0, base.count(EventCount.ADDED), base::explain);
    }

    @ParameterizedTest(name = "{1} in {0} leads to {2}")
    @MethodSource("transitions")
    void callsLeadFromStateToState(String state, String call, String next) throws IOException {
        world.simulation().platform().silence(NOBODY);
        var event = (SocketBufferEvent) make("socket", state);
        call(call, event);
        look();
        Fd socket = event.fd();
        assertEquals(next, stateOf(event));
        event.close();
        if (socket != null) {
            socket.close();
        }
        look();
    }

    static Stream<Arguments> transitions() {
        return TRANSITIONS.lines().map(line -> Arguments.of((Object[]) line.split(" *\\| *")));
    }

    /** By what can be seen from outside, which may change the state. */
    private String stateOf(SocketBufferEvent event) {
        if (event.isClosed()) {
            return "CLOSED";
        }
        if (answer("write", event).equals("frozen")) {
            return "WRITING_ENDED";
        }
        if (event.fd() == null) {
            return answer("connect by name", event).equals("ok") ? "FRESH" : "LOOKING_UP";
        }
        look();
        return event.output().isEmpty() ? "OPEN" : "CONNECTING";
    }
}
