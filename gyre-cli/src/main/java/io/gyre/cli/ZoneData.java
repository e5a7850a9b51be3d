package io.gyre.cli;

import io.gyre.dns.wire.DnsName;
import io.gyre.dns.wire.Octets;
import io.gyre.dns.wire.RecordData;
import io.gyre.dns.wire.RecordType;
import io.gyre.net.InetText;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;

/** The data of a record from the words of a zone file. */
final class ZoneData {
    private final List<String> words;
    private final Function<String, DnsName> names;
    private int next;

    ZoneData(List<String> words, Function<String, DnsName> names) {
        this.words = words;
        this.names = names;
    }

    /** @throws IllegalArgumentException if a word is not what it should be, or one is left over */
    RecordData read(RecordType type) {
        RecordData data = words.getFirst().equals("\\#") ? unknown() : known(type);
        if (next < words.size()) {
            throw new IllegalArgumentException("'" + words.get(next) + "' is one word too many");
        }
        return data;
    }

    private RecordData known(RecordType type) {
        return switch (type.toString()) {
            case "A", "AAAA" -> address(type);
            case "CNAME" -> new RecordData.Cname(name());
            case "NS" -> new RecordData.Ns(name());
            case "PTR" -> new RecordData.Ptr(name());
            case "MX" -> new RecordData.Mx(number(), name());
            case "SRV" -> new RecordData.Srv(number(), number(), number(), name());
            case "TXT" -> {
                List<Octets> texts = words.stream().map(ZoneData::text).toList();
                next = words.size();
                yield new RecordData.Txt(texts);
            }
            case "CAA" -> new RecordData.Caa(number(), text(word()), text(word()));
            case "SOA" ->
                new RecordData.Soa(
                        name(), name(), longNumber(), longNumber(), longNumber(), longNumber(), longNumber());
            default ->
                throw new IllegalArgumentException("records " + type + " can only be written as \\# LENGTH HEX here");
        };
    }

    private String word() {
        return words.get(next++);
    }

    private DnsName name() {
        return names.apply(word());
    }

    private RecordData address(RecordType type) {
        String word = word();
        InetAddress address = InetText.address(word);
        RecordData data = address == null ? null : RecordData.of(address);
        if (data == null || !data.fits(type)) {
            throw new IllegalArgumentException("'" + word + "' is no address of type " + type);
        }
        return data;
    }

    private int number() {
        return (int) Math.min(longNumber(), Integer.MAX_VALUE);
    }

    private long longNumber() {
        String word = word();
        if (!word.matches("[0-9]{1,10}")) {
            throw new IllegalArgumentException("'" + word + "' is no number");
        }
        return Long.parseLong(word);
    }

    private RecordData unknown() {
        next = 2;
        String hex = String.join("", words.subList(next, words.size()));
        next = words.size();
        byte[] octets = HexFormat.of().parseHex(hex);
        if (!words.get(1).equals(Integer.toString(octets.length))) {
            throw new IllegalArgumentException(octets.length + " octets are there, but " + words.get(1) + " announced");
        }
        return new RecordData.Unknown(Octets.of(octets));
    }

    /** A quoted word has its first quote still. */
    private static Octets text(String word) {
        var octets = new ByteArrayOutputStream();
        for (int at = word.startsWith("\"") ? 1 : 0; at < word.length(); at++) {
            char c = word.charAt(at);
            if (c == '\\'
                    && at + 3 < word.length()
                    && word.substring(at + 1, at + 4).matches("[0-2][0-9][0-9]")) {
                octets.write(Integer.parseInt(word.substring(at + 1, at + 4)));
                at += 3;
            } else if (c == '\\' && at + 1 < word.length()) {
                octets.write(word.charAt(++at));
            } else {
                octets.write(c);
            }
        }
        return Octets.of(octets.toByteArray());
    }
}
