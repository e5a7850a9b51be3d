package io.gyre.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.buffer.BufferPool;
import io.gyre.buffer.EvBuffer;
import io.gyre.rpc.messages.Every;
import io.gyre.rpc.messages.Inner;
import io.gyre.rpc.messages.Msg;
import io.gyre.rpc.messages.Tree;
import io.gyre.tag.Bytes;
import io.gyre.tag.MalformedTagException;
import io.gyre.tag.MessageType;
import io.gyre.tag.TagLimits;
import io.gyre.tag.TagReader;
import io.gyre.tag.TagWriter;
import io.gyre.tag.TaggedMessage;
import io.gyre.tag.Tags;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Generated messages on the wire. */
class MessagesTest {
    private static String hex(TaggedMessage message) {
        return HexFormat.of().formatHex(new TagWriter().write(message).toBytes());
    }

    private static <M extends TaggedMessage> M read(String hex, MessageType<M> type) throws MalformedTagException {
        return new TagReader().read(HexFormat.of().parseHex(hex), type);
    }

    private static String refusal(String hex, MessageType<?> type) {
        var why = assertThrows(MalformedTagException.class, () -> read(hex, type));
        return String.valueOf(why.getMessage());
    }

    private static Msg full() {
        return Msg.builder()
                .name("bob")
                .num(7)
                .addNums(1)
                .addNums(256)
                .raw(Bytes.of((byte) 1, (byte) 2, (byte) 3, (byte) 4))
                .var(Bytes.of("xyz"))
                .in(Inner.builder().a(5).build())
                .addIns(Inner.builder().a(6).build())
                .big(0x123456789L)
                .strs(List.of("s1", ""))
                .build();
    }

    static Every every() {
        return Every.builder()
                .intRequired(-1)
                .int64Required(Long.MIN_VALUE)
                .stringRequired("\u00e9\u20ac\ud83d\ude00\0.")
                .bytesRequired(Bytes.of(new byte[300]))
                .fixedRequired(Bytes.of("abc"))
                .structRequired(Inner.builder().a(0).s("").build())
                .intOptional(16)
                .int64Optional(1L << 32)
                .stringOptional("text")
                .bytesOptional(Bytes.EMPTY)
                .fixedOptional(Bytes.of("xyz"))
                .structOptional(Inner.builder().a(255).build())
                .intArray(List.of(0, 1, -1, 0x1000))
                .int64Array(List.of(-1L, 0L))
                .stringArray(List.of("", "one", "two"))
                .addStructArray(Inner.builder().a(1).build())
                .addStructArray(Inner.builder().a(2).s("two").build())
                .build();
    }

    /** G-672, G-673, G-674. */
    @Test
    void messagesInMessagesAreLibevents() {
        assertEquals("01022c21", hex(Inner.builder().a(300).build()));
        Inner both = Inner.builder().a(300).s("hi").build();
        assertEquals("01022c2102026869", hex(both));
        try (var buffer = new EvBuffer()) {
            Tags.marshalMessage(buffer, 6, both);
            assertEquals("060801022c2102026869", HexFormat.of().formatHex(buffer.removeBytes(10)));
        }
    }

    /** G-676. */
    @Test
    void whatIsNotSetIsNotSent() {
        assertEquals("0103626f62020107", hex(Msg.builder().name("bob").num(7).build()));
    }

    /** G-677, G-678. */
    @Test
    void everythingThatIsSetComesBack() throws MalformedTagException {
        String bytes = "0103626f6202010703010103022001040401020304050378797a0603010105"
                + "07030101"
                + "06ac02058987654321090273310900";
        assertEquals(bytes, hex(full()));
        assertEquals(full(), read(bytes, Msg.TYPE));
        assertEquals(full().hashCode(), read(bytes, Msg.TYPE).hashCode());
        assertTrue(full().toString().contains("name=bob"), full()::toString);
    }

    /** G-679, G-682, G-683. */
    @Test
    void whatLibeventRefusesIsRefusedWithAReason() {
        assertEquals("msg: without num, which every such message must have", refusal("0103626f62", Msg.TYPE));
        assertTrue(refusal("0103626f620103626f62020107", Msg.TYPE).contains("the tag 1 is there twice"));
        assertTrue(refusal("0103626f620201070403010203", Msg.TYPE).contains("has 3 bytes instead of 4"));
        assertTrue(refusal("0103626f620201070a0100", Msg.TYPE).contains("the tag 10 is unknown"));
        assertTrue(refusal("0103626f620201070602ff00", Msg.TYPE).startsWith("inner: "));
    }

    /** G-681. */
    @Test
    void membersComeInAnyOrder() throws MalformedTagException {
        assertEquals(Msg.builder().name("bob").num(7).build(), read("0201070103626f62", Msg.TYPE));
        Msg mixed = read("0301010103626f620301020201070301 03".replace(" ", ""), Msg.TYPE);
        assertEquals(List.of(1, 2, 3), mixed.nums());
    }

    @Test
    void everyKindOfMemberComesBack() throws MalformedTagException {
        assertEquals(every(), read(hex(every()), Every.TYPE));
        Every least = Every.builder()
                .intRequired(0)
                .int64Required(0)
                .stringRequired("")
                .bytesRequired(Bytes.EMPTY)
                .fixedRequired(Bytes.of("abc"))
                .structRequired(Inner.builder().a(0).build())
                .build();
        assertEquals(least, read(hex(least), Every.TYPE));
        assertNotEquals(every(), least);
        assertEquals(every(), every().toBuilder().build());
    }

    @Test
    void aPrefixOfAMessageIsNone() {
        byte[] whole = new TagWriter().write(every()).toBytes();
        var reader = new TagReader();
        int complete = 0;
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            try {
                Every read = reader.read(cut, Every.TYPE);
                assertNotEquals(every(), read);
                complete++; // What is cut off was optional.
            } catch (MalformedTagException usual) {
                assertFalse(String.valueOf(usual.getMessage()).isEmpty());
            }
        }
        assertTrue(complete < 20, complete + " of " + whole.length);
    }

    @Test
    void aWrongByteAnywhereDoesNoHarm() {
        byte[] whole = new TagWriter().write(every()).toBytes();
        var reader = new TagReader();
        for (int i = 0; i < whole.length; i++) {
            byte before = whole[i];
            for (int value = 0; value < 256; value++) {
                whole[i] = (byte) value;
                try {
                    reader.read(whole, Every.TYPE);
                } catch (MalformedTagException usual) {
                    assertEquals(0, usual.getStackTrace().length);
                }
            }
            whole[i] = before;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"01", "0103", "01036162", "017ffffffff0", "01f0", "01ff", "808080808001", "ffffffff1f", "80"})
    void lengthsThatLieAreRefused(String bytes) {
        assertTrue(refusal(bytes, Msg.TYPE).startsWith("msg: "));
    }

    @Test
    void aMessageThatIsRefusedStaysInTheBuffer() {
        long before = BufferPool.shared().liveBytes();
        try (var buffer = new EvBuffer().add("\1\3bo")) {
            assertThrows(MalformedTagException.class, () -> Msg.TYPE.unmarshal(buffer));
            assertEquals(4, buffer.length());
        }
        assertEquals(before, BufferPool.shared().liveBytes());
    }

    @Test
    void aBufferIsTakenAsOneMessage() throws MalformedTagException {
        try (var buffer = new EvBuffer()) {
            full().marshal(buffer);
            assertEquals(full(), Msg.TYPE.unmarshal(buffer));
            assertTrue(buffer.isEmpty());
        }
    }

    // Limits.

    private static Tree chain(int depth) {
        Tree tree = Tree.builder().label("leaf").build();
        for (int i = 1; i < depth; i++) {
            tree = Tree.builder().label("").single(tree).build();
        }
        return tree;
    }

    @Test
    void nestingGoesToTheLimitAndNoFurther() throws MalformedTagException {
        assertEquals(chain(64), read(hex(chain(64)), Tree.TYPE));
        var deeper = new TagWriter(TagLimits.DEFAULT.withNesting(65))
                .write(chain(65))
                .toBytes();
        var why = assertThrows(MalformedTagException.class, () -> new TagReader().read(deeper, Tree.TYPE));
        assertTrue(String.valueOf(why.getMessage()).contains("deeper than 64"), why::toString);
        assertThrows(IllegalArgumentException.class, () -> hex(chain(65)));
    }

    /** Tag, length, tag, length... each level a few bytes more, so that ten thousand are 40 KB. */
    @Test
    void tenThousandLevelsDoNotOverflowTheStack() {
        var writer = new TagWriter();
        for (int i = 0; i < 10_000; i++) {
            byte[] inside = writer.toBytes();
            writer.clear();
            writer.putBytes(3, Bytes.of(inside));
        }
        byte[] deep = writer.toBytes();
        var why = assertThrows(MalformedTagException.class, () -> new TagReader().read(deep, Tree.TYPE));
        assertTrue(String.valueOf(why.getMessage()).contains("deeper than 64"), why::toString);
    }

    @Test
    void elementsOfAllArraysAreCounted() throws MalformedTagException {
        var reader = new TagReader(TagLimits.DEFAULT.withElements(3));
        byte[] three = new TagWriter()
                .write(Msg.builder()
                        .name("")
                        .num(0)
                        .nums(List.of(1, 2))
                        .addStrs("")
                        .build())
                .toBytes();
        assertEquals(2, reader.read(three, Msg.TYPE).nums().size());
        byte[] four = new TagWriter()
                .write(Msg.builder()
                        .name("")
                        .num(0)
                        .nums(List.of(1, 2, 3))
                        .addStrs("")
                        .build())
                .toBytes();
        var why = assertThrows(MalformedTagException.class, () -> reader.read(four, Msg.TYPE));
        assertTrue(String.valueOf(why.getMessage()).contains("one more than the 3"), why::toString);
    }

    @Test
    void aMessageThatIsTooLargeIsNeitherReadNorWritten() {
        var limits = TagLimits.DEFAULT.withMessageSize(100);
        Msg large = Msg.builder().name("x".repeat(100)).num(1).build();
        assertThrows(IllegalArgumentException.class, () -> new TagWriter(limits).write(large));
        byte[] bytes = new TagWriter().write(large).toBytes();
        assertThrows(MalformedTagException.class, () -> new TagReader(limits).read(bytes, Msg.TYPE));
        assertThrows(IllegalArgumentException.class, () -> limits.withNesting(0));
    }

    // Building.

    @Test
    void aBuilderTellsWhatIsMissing() {
        var builder = Msg.builder().num(1);
        assertEquals(List.of("name"), builder.missing());
        assertFalse(builder.isComplete());
        var why = assertThrows(IllegalStateException.class, builder::build);
        assertEquals("msg: without name", why.getMessage());
        assertTrue(builder.name("").isComplete());
    }

    /** G-684: what is not there is an empty optional, and an index out of range an exception. */
    @Test
    void whatIsNotThereCannotBeTakenForSomething() {
        Msg two = Msg.builder().name("").num(0).nums(List.of(1, 2)).build();
        assertEquals(2, two.nums().get(1));
        assertThrows(IndexOutOfBoundsException.class, () -> two.nums().get(2));
        assertTrue(two.in().isEmpty());
        assertThrows(UnsupportedOperationException.class, () -> two.nums().add(3));
    }

    @Test
    void bytesOfAWrongLengthCannotBeSet() {
        var builder = Msg.builder().name("").num(0).raw(Bytes.of("abc"));
        var why = assertThrows(IllegalArgumentException.class, builder::build);
        assertEquals("raw has 3 bytes: it takes exactly 4", why.getMessage());
    }

    @Test
    void textThatIsNoneIsNotSent() {
        assertThrows(
                IllegalArgumentException.class,
                () -> hex(Inner.builder().a(1).s("\ud83d").build()));
        assertThrows(
                IllegalArgumentException.class,
                () -> hex(Inner.builder().a(1).s("\ude00\ud83d").build()));
    }
}
