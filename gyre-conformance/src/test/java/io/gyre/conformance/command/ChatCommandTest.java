package io.gyre.conformance.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class ChatCommandTest {
    /** Somebody with a terminal. */
    private static final class Person implements AutoCloseable {
        private final Socket socket = new Socket();
        private final BufferedReader in;

        Person(int port) throws IOException {
            socket.setReceiveBufferSize(4096);
            socket.setSoTimeout(30_000);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            assertEquals("* your nick?", hears());
        }

        static Person named(String nick, int port) throws IOException {
            var person = new Person(port);
            person.says(nick);
            assertEquals("* welcome, " + nick, person.hears());
            return person;
        }

        void says(String line) throws IOException {
            socket.getOutputStream().write((line + "\r\n").getBytes(UTF_8));
        }

        /** {@return the next line, or the empty string at the end} */
        String hears() throws IOException {
            String line = in.readLine();
            return line == null ? "" : line;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void aLineGoesToAllOthersAndSoDoesComingAndGoing() throws IOException {
        try (var chat = GyreProcess.start("chat", "-p", "0")) {
            int port = chat.port();
            try (Person anna = Person.named("Anna", port);
                    Person bert = Person.named("bert-2", port)) {
                assertEquals("* bert-2 joined", anna.hears());
                try (Person zoe = Person.named("Zoë", port)) {
                    assertEquals("* Zoë joined", anna.hears());
                    assertEquals("* Zoë joined", bert.hears());
                    zoe.says("hello \u2603");
                    assertEquals("Zoë: hello \u2603", anna.hears());
                    assertEquals("Zoë: hello \u2603", bert.hears());
                }
                assertEquals("* Zoë left", anna.hears());
                bert.says("");
                bert.says("gone");
                assertEquals("bert-2: gone", anna.hears());
            }
        }
    }

    @Test
    void ncatCanChat() throws IOException, InterruptedException {
        Peer.require("ncat");
        try (var chat = GyreProcess.start("chat", "-p", "0")) {
            int port = chat.port();
            try (Person anna = Person.named("anna", port)) {
                byte[] heard = Peer.run("nick\nhello\n".getBytes(UTF_8), "ncat", "127.0.0.1", Integer.toString(port));
                assertEquals("* your nick?\n* welcome, nick\n", new String(heard, UTF_8));
                assertEquals("* nick joined", anna.hears());
                assertEquals("nick: hello", anna.hears());
                assertEquals("* nick left", anna.hears());
            }
        }
    }

    @Test
    void aNickThatIsTakenOrMalformedIsAskedForAgain() throws IOException {
        try (var chat = GyreProcess.start("chat", "-p", "0")) {
            int port = chat.port();
            try (Person anna = Person.named("anna", port);
                    Person other = new Person(port)) {
                other.says("ANNA");
                assertEquals("* ANNA is there already; your nick?", other.hears());
                for (String bad : new String[] {"", "two words", "a123456789012345678901", "anna:"}) {
                    other.says(bad);
                    assertTrue(other.hears().contains("1 to 20 letters"), bad);
                }
                other.says("bert");
                assertEquals("* welcome, bert", other.hears());
                assertEquals("* bert joined", anna.hears());
            }
        }
    }

    @Test
    void nobodyControlsTheTerminalsOfOthers() throws IOException {
        try (var chat = GyreProcess.start("chat", "-p", "0")) {
            int port = chat.port();
            try (Person anna = Person.named("anna", port);
                    Person bert = Person.named("bert", port)) {
                assertEquals("* bert joined", anna.hears());
                bert.says("a\u001b[2Jb\u0007\u009bc\rd");
                assertEquals("bert: a [2Jb  c d", anna.hears());
            }
        }
    }

    @Test
    void whoeverSendsALineWithoutEndIsDroppedAndTheOthersLearnWhy() throws IOException {
        try (var chat = GyreProcess.start("chat", "-p", "0")) {
            int port = chat.port();
            try (Person anna = Person.named("anna", port);
                    Person bert = Person.named("bert", port)) {
                assertEquals("* bert joined", anna.hears());
                bert.says("x".repeat(512));
                assertEquals("bert: " + "x".repeat(512), anna.hears());
                bert.says("x".repeat(514));
                assertEquals("* bert sent too long a line", anna.hears());
            }
        }
    }

    @Test
    void whoeverDoesNotReadIsDroppedAndTheOthersLearnWhy() throws IOException, InterruptedException {
        try (var chat = GyreProcess.start("chat", "-p", "0")) {
            int port = chat.port();
            try (Person anna = Person.named("anna", port);
                    Person deaf = Person.named("deaf", port)) {
                assertEquals("* deaf joined", anna.hears());
                Thread flood = Thread.ofVirtual().start(() -> talkForEver(anna));
                assertEquals("* deaf did not read, and was dropped", anna.hears());
                anna.socket.close();
                flood.join();
                assertTrue(deaf.socket.isConnected());
            }
            Person.named("carl", port).close(); // The chat goes on.
        }
    }

    private static void talkForEver(Person person) {
        try {
            while (true) {
                person.says("x".repeat(500));
            }
        } catch (IOException closed) {
            // That was enough.
        }
    }

    @Test
    void ctrlCSaysGoodbyeAndEndsCleanly() throws IOException, InterruptedException {
        try (var chat = GyreProcess.start("chat", "-p", "0")) {
            int port = chat.port();
            try (Person anna = Person.named("anna", port);
                    Person nameless = new Person(port)) {
                chat.signal("INT");
                assertEquals("* the chat is over", anna.hears());
                assertEquals("* the chat is over", nameless.hears());
                assertEquals("", anna.hears());
                assertEquals(0, chat.status());
            }
        }
    }

    @Test
    void anEmptyChatEndsAtOnce() throws IOException, InterruptedException {
        try (var chat = GyreProcess.start("chat", "-p", "0")) {
            chat.port();
            chat.terminate();
            assertEquals(0, chat.status());
        }
    }
}
