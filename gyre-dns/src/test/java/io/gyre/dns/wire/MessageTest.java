package io.gyre.dns.wire;

import static io.gyre.dns.wire.Samples.name;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MessageTest {
    /** RFC 1035, section 4.1: id 1234, RD, one question for www.example.com A. */
    private static final byte[] QUERY =
            Hex.bytes("1234 0100 0001 0000 0000 0000", "03777777 076578616d706c65 03636f6d 00", "0001 0001");

    private static final byte[] ANSWER = Hex.bytes(
            "1234 8580 0001 0002 0000 0001",
            "03777777 076578616d706c65 03636f6d 00 0001 0001",
            "c00c 0005 0001 0000003c 0004 01 61 c010",
            "c02d 0001 0001 0000003c 0004 c0000201",
            "00 0029 04d0 00 00 8000 0000");

    @Test
    void aQueryIsTheOctetsOfTheRfc() throws MalformedMessageException {
        Message query = Message.query(0x1234, Question.of(name("www.example.com"), RecordType.A), null);
        assertArrayEquals(QUERY, query.toBytes());
        assertEquals(query, Message.parse(QUERY));
        assertNull(query.edns());
    }

    @Test
    void anAnswerWithPointersAndEdnsIsReadAndWrittenAlike() throws MalformedMessageException {
        Message answer = Message.parse(ANSWER);
        assertEquals(
                "www.example.com. 60 IN CNAME a.example.com.",
                answer.answers().getFirst().toString());
        assertEquals(
                "a.example.com. 60 IN A 192.0.2.1", answer.answers().getLast().toString());
        assertEquals(new Edns(1232, 0, true, List.of()), answer.edns());
        assertEquals(
                Set.of(HeaderFlag.QR, HeaderFlag.AA, HeaderFlag.RD, HeaderFlag.RA),
                answer.header().flags());
        assertArrayEquals(ANSWER, answer.toBytes());
    }

    @Test
    void everyTypeComesBackAsItWas() throws MalformedMessageException {
        Message message = Samples.everything();
        byte[] bytes = message.toBytes();
        Message again = Message.parse(bytes);
        assertEquals(message, again);
        assertEquals(message.toString(), again.toString()); // The case of names too.
        assertArrayEquals(bytes, again.toBytes());
    }

    @Test
    void aMessageCanBePartOfAnArray() throws MalformedMessageException {
        byte[] around = new byte[ANSWER.length + 20];
        System.arraycopy(ANSWER, 0, around, 7, ANSWER.length);
        assertEquals(Message.parse(ANSWER), Message.parse(around, 7, ANSWER.length));
    }

    @Test
    void recordsPrintAsInAZoneFile() {
        List<String> lines =
                Samples.records().stream().map(ResourceRecord::toString).toList();
        assertTrue(lines.contains("example. 3600 IN TXT \"v=1; \\\"x\\\"\" \"\""), lines::toString);
        assertTrue(lines.contains("_sip._udp.example. 3600 IN SRV 1 2 5060 a.example."), lines::toString);
        assertTrue(lines.contains("example. 3600 IN CAA 128 issue \"ca.example\""), lines::toString);
        assertTrue(lines.contains("example. 3600 IN HTTPS 1 . alpn=\"\\002h2\" port=443 key65280"), lines::toString);
        assertTrue(lines.contains("example. 3600 IN TYPE65280 \\# 2 01c0"), lines::toString);
        assertTrue(lines.contains("mapped.example. 3600 IN AAAA ::ffff:1.2.3.4"), lines::toString);
    }

    @Test
    void whatDoesNotFitIsLeftOutAndSaid() throws MalformedMessageException {
        Message query = Message.query(1, Question.of(name("many.example"), RecordType.A), null);
        List<ResourceRecord> many = IntStream.range(0, 100)
                .mapToObj(i -> ResourceRecord.of(name("many.example"), 60, Samples.ip("10.0.0." + i)))
                .toList();
        Message whole = query.answer().answers(many).edns(Edns.of(4096)).build();
        Message cut = Message.parse(whole.toBytes(512));
        assertTrue(cut.header().has(HeaderFlag.TC));
        assertEquals(Edns.of(4096), cut.edns());
        assertEquals((512 - 12 - 18 - 11) / 16, cut.answers().size());
        assertEquals(many.subList(0, cut.answers().size()), cut.answers());
        assertFalse(Message.parse(whole.toBytes(4096)).header().has(HeaderFlag.TC));
    }

    @Test
    void additionalRecordsAreLeftOutSilently() throws MalformedMessageException {
        Message query = Message.query(1, Question.of(name("x.example"), RecordType.MX), null);
        Message whole = query.answer()
                .additional(Collections.nCopies(100, Samples.records().getFirst()))
                .build();
        Message cut = Message.parse(whole.toBytes(512));
        assertFalse(cut.header().has(HeaderFlag.TC));
        assertTrue(cut.additional().size() < 100);
    }

    @Test
    void aMessageLongerThanAnyIsRefused() {
        var text = new RecordData.Txt(Collections.nCopies(200, Octets.of("x".repeat(255))));
        var records = Collections.nCopies(2, Samples.record("x.example", "TXT", text));
        Message query = Message.query(1, Question.of(name("x.example"), RecordType.TXT), null);
        Message tooLong = query.answer().answers(records).build();
        assertThrows(IllegalArgumentException.class, tooLong::toBytes);
        assertThrows(IllegalArgumentException.class, () -> tooLong.toBytes(20));
    }

    /** Many names, far apart: pointers reach 16 KiB only, and the dictionary is bounded. */
    @Test
    void manyNamesOfAnyKindComeBack() throws MalformedMessageException {
        var random = new Random(7);
        var records = new ArrayList<ResourceRecord>();
        for (int i = 0; i < 1500; i++) {
            DnsName owner = name(
                    "h" + random.nextInt(2000) + ".z" + random.nextInt(3) + (i % 2 == 0 ? ".Example" : ".example"));
            records.add(ResourceRecord.of(
                    owner, RecordType.NS, 1, new RecordData.Ns(name("ns" + i).append(owner))));
        }
        Message query = Message.query(1, Question.of(name("z1.example"), RecordType.NS), null);
        Message message = query.answer().answers(records).build();
        assertEquals(message.toString(), Message.parse(message.toBytes()).toString());
    }

    @Test
    void dataThatDoNotFitTheirTypeAreRefused() {
        var text = new RecordData.Txt(List.of(Octets.EMPTY));
        assertThrows(IllegalArgumentException.class, () -> Samples.record("x", "A", text));
        assertThrows(
                IllegalArgumentException.class,
                () -> Samples.record("x", "A", new RecordData.Unknown(Octets.of("abcd"))));
    }
}
