package io.gyre.buffer;

import static io.gyre.buffer.BufferModel.succeeds;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The operations that add to a buffer. */
final class AddOperations {
    private final Numbers numbers;
    private final BufferOperations.Scale scale;
    private final List<ModelFile> files = new ArrayList<>();
    private int references;
    private int cleanups;
    private int segments;
    private int freedSegments;

    AddOperations(Numbers numbers, BufferOperations.Scale scale) {
        this.numbers = numbers;
        this.scale = scale;
    }

    void one(BufferModel one, BufferModel other) throws IOException {
        switch (numbers.below(16)) {
            case 0, 1, 2 -> add(one);
            case 3, 4 -> addPart(one);
            case 5 -> addByte(one);
            case 6 -> addText(one);
            case 7 -> addIovec(one);
            case 8, 9 -> prepend(one);
            case 10, 11 -> reserve(one);
            case 12 -> expand(one);
            case 13 -> addReference(one);
            case 14 -> addFile(one);
            default -> addBufferReference(one, other);
        }
    }

    private byte[] bytes() {
        return numbers.bytes(BufferOperations.length(numbers, scale.most()));
    }

    private void add(BufferModel one) throws IOException {
        byte[] bytes = bytes();
        if (succeeds(one.isBackFrozen(), () -> one.buffer.add(bytes))) {
            one.add(bytes);
        }
    }

    private void addPart(BufferModel one) throws IOException {
        byte[] bytes = bytes();
        int offset = numbers.below(bytes.length + 1);
        int length = bytes.length - offset;
        boolean succeeded = switch (numbers.below(3)) {
            case 0 -> succeeds(one.isBackFrozen(), () -> one.buffer.add(bytes, offset, length));
            case 1 ->
                succeeds(
                        one.isBackFrozen(),
                        () -> one.buffer.add(MemorySegment.ofArray(bytes).asSlice(offset)));
            default -> succeeds(one.isBackFrozen(), () -> one.buffer.add(ByteBuffer.wrap(bytes, offset, length)));
        };
        if (succeeded) {
            one.add(Arrays.copyOfRange(bytes, offset, bytes.length));
        }
    }

    private void addByte(BufferModel one) throws IOException {
        byte[] bytes = numbers.bytes(1);
        if (succeeds(one.isBackFrozen(), () -> one.buffer.addByte(bytes[0]))) {
            one.add(bytes);
        }
    }

    private void addText(BufferModel one) throws IOException {
        int value = numbers.below(1000);
        String text = value + "\r\n";
        boolean succeeded = numbers.oneIn(2)
                ? succeeds(one.isBackFrozen(), () -> one.buffer.add(text))
                : succeeds(
                        one.isBackFrozen(),
                        () -> assertEquals(text.length(), one.buffer.addFormatted("%d\r\n", value)));
        if (succeeded) {
            one.add(text.getBytes(US_ASCII));
        }
    }

    private void addIovec(BufferModel one) throws IOException {
        byte[] bytes = bytes();
        int middle = numbers.below(bytes.length + 1);
        MemorySegment whole = MemorySegment.ofArray(bytes);
        boolean frozen = one.isBackFrozen() && bytes.length > 0;
        if (succeeds(
                frozen,
                () -> assertEquals(
                        bytes.length, one.buffer.addIovec(whole.asSlice(0, middle), whole.asSlice(middle))))) {
            one.add(bytes);
        }
    }

    private void prepend(BufferModel one) throws IOException {
        byte[] bytes = bytes();
        if (succeeds(one.isFrontFrozen() && bytes.length > 0, () -> one.buffer.prepend(bytes))) {
            one.prepend(bytes);
        }
    }

    private void expand(BufferModel one) {
        int size = BufferOperations.length(numbers, scale.most());
        one.buffer.expand(size);
        if (one.isBackFrozen() || size == 0 || numbers.oneIn(2)) {
            return;
        }
        byte[] bytes = numbers.bytes(size);
        long live = one.buffer.chain.pool().liveBytes();
        one.buffer.add(bytes);
        assertEquals(live, one.buffer.chain.pool().liveBytes(), "expand had not made room for it");
        one.add(bytes);
    }

    private void reserve(BufferModel one) throws IOException {
        int size = BufferOperations.length(numbers, scale.most());
        int extents = 1 + numbers.below(3);
        if (!succeeds(one.isBackFrozen(), () -> one.buffer.reserve(size, extents))) {
            return;
        }
        Reservation room = one.buffer.reserve(size, extents);
        assertTrue(room.size() >= size, "too little room");
        assertTrue(room.extents() <= Math.min(extents, 2), "too many extents");
        byte[] bytes = numbers.bytes(numbers.below((int) Math.min(room.size(), scale.most()) + 1));
        int done = 0;
        int first = 0;
        for (int i = 0; i < room.extents(); i++) {
            int part = (int) Math.min(room.extent(i).byteSize(), bytes.length - done);
            if (i == 0 && room.extents() == 2 && numbers.oneIn(4)) {
                part = numbers.below(part + 1); // Leaves a gap, which is no part of the content.
            }
            MemorySegment.copy(bytes, done, room.extent(i), JAVA_BYTE, 0, part);
            done += part;
            first = i == 0 ? part : first;
        }
        if (numbers.oneIn(8)) {
            return;
        }
        int inFirst = first;
        int inSecond = done - first;
        if ((inFirst < room.extent(0).byteSize() && inSecond > 0) || numbers.oneIn(2)) {
            room.commit(inFirst, inSecond);
        } else {
            room.commit(done);
        }
        one.add(Arrays.copyOf(bytes, done));
        assertThrows(IllegalStateException.class, () -> room.commit(0));
    }

    @SuppressWarnings("MustBeClosedChecker") // The clean-up closes it.
    private void addReference(BufferModel one) throws IOException {
        byte[] bytes = bytes();
        int offset = numbers.below(bytes.length + 1);
        // Nobody may look at it after the clean-up, and there is none if the call fails.
        Arena arena = Arena.ofConfined();
        MemorySegment memory = arena.allocate(bytes.length);
        MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, 0, bytes.length);
        if (succeeds(
                one.isBackFrozen(),
                () -> one.buffer.addReference(memory, offset, cleaned -> {
                    assertEquals(memory, cleaned);
                    cleanups++;
                    arena.close();
                }))) {
            references++;
            one.add(Arrays.copyOfRange(bytes, offset, bytes.length));
        } else {
            arena.close();
        }
    }

    private void addFile(BufferModel one) throws IOException {
        var file = new ModelFile(bytes());
        if (file.content.length > 0 && numbers.oneIn(2)) {
            addWholeFile(one, file);
            return;
        }
        int from = numbers.below(file.content.length + 1);
        int length = file.content.length - from;
        FileSegmentOption[] options = numbers.oneIn(2)
                ? new FileSegmentOption[] {FileSegmentOption.CLOSE_ON_FREE}
                : new FileSegmentOption[] {
                    FileSegmentOption.CLOSE_ON_FREE, FileSegmentOption.DISABLE_MMAP, FileSegmentOption.DISABLE_SENDFILE
                };
        files.add(file);
        segments++;
        try (FileSegment segment = FileSegment.of(file, from, length, options).onFree(() -> freedSegments++)) {
            for (int i = 0; i < 1 + numbers.below(2); i++) {
                int offset = numbers.below(length + 1);
                int part = numbers.below(length - offset + 1);
                if (succeeds(one.isBackFrozen(), () -> one.buffer.addFileSegment(segment, offset, part))) {
                    one.add(Arrays.copyOfRange(file.content, from + offset, from + offset + part));
                }
            }
        }
    }

    private void addWholeFile(BufferModel one, ModelFile file) throws IOException {
        if (succeeds(one.isBackFrozen(), () -> one.buffer.addFile(file, 0, file.content.length))) {
            files.add(file);
            one.add(file.content);
        }
    }

    private static void addBufferReference(BufferModel one, BufferModel other) throws IOException {
        if (one == other) {
            assertThrows(IllegalArgumentException.class, () -> one.buffer.addBufferReference(one.buffer));
        } else if (succeeds(one.isBackFrozen(), () -> one.buffer.addBufferReference(other.buffer))) {
            one.add(other.bytes());
        }
    }

    /** To be called when no buffer holds anything. */
    void checkAllFreed() {
        assertEquals(references, cleanups, "clean-ups of references");
        assertEquals(segments, freedSegments, "clean-ups of file segments");
        files.forEach(ModelFile::checkClosedOnce);
    }
}
