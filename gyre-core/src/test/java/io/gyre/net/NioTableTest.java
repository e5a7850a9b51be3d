package io.gyre.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.InputStream;
import java.nio.channels.Channel;
import java.nio.channels.Channels;
import org.junit.jupiter.api.Test;

class NioTableTest {
    private final NioTable table = new NioTable();

    private static NioFile file() {
        Channel channel = Channels.newChannel(InputStream.nullInputStream());
        return new NioBytes(channel);
    }

    @Test
    void numbersBeginAfterTheStandardStreams() {
        assertEquals(3, table.add(file()));
        assertEquals(4, table.add(file()));
    }

    @Test
    void theSmallestFreeNumberIsGivenNext() {
        for (int i = 0; i < 10; i++) {
            table.add(file());
        }
        table.remove(7);
        table.remove(4);
        assertEquals(4, table.add(file()));
        assertEquals(7, table.add(file()));
        assertEquals(13, table.add(file()));
    }

    @Test
    void aNumberStandsForItsFileUntilItIsRemoved() {
        NioFile first = file();
        int number = table.add(first);
        assertSame(first, table.find(number));
        NioFile second = file();
        table.put(number, second);
        assertSame(second, table.remove(number));
        assertNull(table.find(number));
        assertNull(table.remove(number));
    }

    @Test
    void manyFilesHaveRoom() {
        for (int i = 0; i < 10_000; i++) {
            assertEquals(NioTable.FIRST + i, table.add(file()));
        }
        assertEquals(10_000, table.size());
        assertNull(table.find(-1));
        assertNull(table.find(Integer.MAX_VALUE));
    }

    @Test
    void aStandardStreamLeavesTheOthersAlone() {
        table.put(0, file());
        table.add(file());
        table.remove(0);
        assertEquals(4, table.add(file()));
        assertEquals(2, table.size());
    }
}
