package io.gyre.dns;

import io.gyre.net.Ascii;
import io.gyre.net.SocketAddresses;
import java.time.Duration;

/** Options as {@code resolv.conf} writes them. */
final class OptionText {
    private static final double MOST_SECONDS = 1e9;

    private OptionText() {}

    /** Sets an option; one that is not known is passed over, as resolvers do. */
    static void apply(ResolverOptionsBuilder to, String name, String value) {
        String option = name.endsWith(":") ? name.substring(0, name.length() - 1) : name;
        switch (option) {
            case "ndots" -> to.ndots(number(option, value));
            case "timeout" -> to.timeout(seconds(option, value));
            case "attempts" -> to.attempts(number(option, value));
            case "max-timeouts" -> to.maxTimeouts(number(option, value));
            case "max-inflight" -> to.maxInflight(number(option, value));
            case "randomize-case" -> to.randomizeCase(number(option, value) != 0);
            case "rotate" -> to.rotate(true);
            case "bind-to" -> to.bindTo(SocketAddresses.parse(value));
            case "initial-probe-timeout" -> to.initialProbeTimeout(seconds(option, value));
            case "max-probe-timeout" -> to.maxProbeTimeout(seconds(option, value));
            case "probe-backoff-factor" -> to.probeBackoffFactor(number(option, value));
            case "getaddrinfo-allow-skew" -> to.allowSkew(seconds(option, value));
            case "so-rcvbuf" -> to.receiveBuffer(number(option, value));
            case "so-sndbuf" -> to.sendBuffer(number(option, value));
            case "tcp-idle-timeout" -> to.tcpIdleTimeout(seconds(option, value));
            case "use-vc" -> to.useTcp(isSet(option, value));
            case "ignore-tc" -> to.ignoreTruncation(isSet(option, value));
            case "edns-udp-size" -> to.ednsUdpSize(number(option, value));
            default -> {}
        }
    }

    private static int number(String option, String value) {
        boolean digits = !value.isEmpty() && value.chars().allMatch(Ascii::isDigit);
        if (!digits || value.length() > 9) {
            throw refused(option, value, "a number of at most nine digits");
        }
        return Integer.parseInt(value);
    }

    private static Duration seconds(String option, String value) {
        if (!value.matches("[0-9]{1,10}(\\.[0-9]{0,9})?")) {
            throw refused(option, value, "seconds, as in 2 or 0.5");
        }
        double seconds = Double.parseDouble(value);
        if (seconds <= 0 || seconds > MOST_SECONDS) {
            throw refused(option, value, "more than zero seconds");
        }
        return Duration.ofNanos(Math.max(1, (long) (seconds * 1e9)));
    }

    private static boolean isSet(String option, String value) {
        if (!value.isEmpty()) {
            throw refused(option, value, "no value");
        }
        return true;
    }

    private static IllegalArgumentException refused(String option, String value, String wanted) {
        return new IllegalArgumentException("the option " + option + " takes " + wanted + ", not '" + value + "'");
    }
}
