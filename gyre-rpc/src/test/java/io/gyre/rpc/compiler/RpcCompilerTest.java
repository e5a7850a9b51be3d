package io.gyre.rpc.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.rpc.compiler.RpcCompiler.Generated;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RpcCompilerTest {
    @TempDir
    private Path folder = Path.of("");

    private Path file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        return Files.writeString(file, text);
    }

    private List<Generated> compile(String text) throws IOException {
        return RpcCompiler.compile(List.of(file("a.rpc", text)), "p");
    }

    /** {@return what is wrong, with its place} */
    private String error(String text) throws IOException {
        Path file = file("a.rpc", text);
        var why = assertThrows(RpcSyntaxException.class, () -> RpcCompiler.compile(List.of(file), "p"));
        String message = String.valueOf(why.getMessage());
        assertTrue(message.startsWith(file + ":" + why.line() + ":" + why.column() + ": "), message);
        assertEquals(file.toString(), why.file());
        assertFalse(message.contains("\n"), message);
        return why.line() + ":" + why.column() + ": " + message.substring(message.indexOf(": ") + 2);
    }

    @Test
    void aStructIsARecord() throws IOException {
        List<Generated> made = compile("""
            // A pair.
            struct key_pair {
                string key = 1;
                optional int count = 2; /* how many */
                array struct[key_pair] more = 0x10;
            }
            """);
        assertEquals(
                List.of("p/KeyPair.java"), made.stream().map(Generated::path).toList());
        try (InputStream expected = RpcCompilerTest.class.getResourceAsStream("KeyPair.java.txt")) {
            assertNotNull(expected);
            assertEquals(
                    new String(expected.readAllBytes(), StandardCharsets.UTF_8),
                    made.getFirst().text());
        }
    }

    @Test
    void theOrderOfMembersIsThatOfTheFile() throws IOException {
        String text = compile("struct s { int z = 9; int a = 1; }").getFirst().text();
        assertTrue(text.indexOf("writer.putInt(1, a);") < text.indexOf("writer.putInt(9, z);"), text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "struct a{int x=1;}",
                "struct a\n{\nint\nx\n=\n1\n;\n}",
                "struct a { int /* one */ x = 1; // two\n }",
                "/* a * b ** / */ struct a { int x = 1; ; }\n",
                "struct a { int x = 1;\r\n}\r\n"
            })
    void blanksAndCommentsMakeNoDifference(String text) throws IOException {
        assertEquals(compile("struct a { int x = 1; }"), compile(text));
    }

    @Test
    void whatIsForThePreprocessorAloneIsSkipped() throws IOException {
        assertEquals(compile("struct a { int x = 1; }"), compile("""
            #include <sys/types.h>
            #include "other.h" // C's
            #ifdef X
              #define Y 3
            #endif
            struct a { int x = 0x1; }
            """));
    }

    @Test
    void aDefinedLengthIsALength() throws IOException {
        assertTrue(compile("#define DIGEST 32\nstruct a { bytes d[DIGEST] = 1; }")
                .getFirst()
                .text()
                .contains("reader.bytes(32)"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        strict a { }                                  | 1:1: expected 'struct' or a line with #include, but found 'strict'
        struct a { int x = 1 }                        | 1:22: expected ';' after a tag, but found '}'
        struct a { int x 1; }                         | 1:18: expected '=' and a tag after the name of a member, but found '1'
        struct a { float x = 1; }                     | 1:12: 'float' is no type: there are int, int64, string, bytes and struct[name]
        struct a { int x[4] = 1; }                    | 1:12: only bytes have a length: int has none
        struct a { bytes x[0] = 1; }                  | 1:20: a length is from 1 to 8388608, which 0 is not
        struct a { bytes x[N] = 1; }                  | 1:20: 'N' is not defined: use a number, or #define it before
        struct a { array bytes x[4] = 1; }            | 1:18: there are no arrays of bytes of a fixed length: leave out the length
        struct a { array bytes x = 1; }               | 1:18: there are no arrays of bytes: use an array of a struct that has bytes
        struct a { optional array int x = 1; }        | 1:21: a member is either optional or an array: an array may be empty anyhow
        struct a { int x = 1; int y = 1; }            | 1:27: the tag 1 of y is that of x at a.rpc:1:16
        struct a { int x = 4294967296; }              | 1:20: a tag is from 0 to 4294967295, which 4294967296 is not
        struct a { int x = 0xg; }                     | 1:20: '0xg' is no number: write it in decimal, or as 0x and hexadecimal
        struct a { int x_y = 1; int xY = 2; }         | 1:29: the member xY would be xY in Java, as x_y at a.rpc:1:16 is
        struct a { struct[b] x = 1; }                 | 1:19: there is no struct b: define it, or #include the .rpc file that does
        struct a { struct[a] x = 1; }                 | 1:19: a struct a could never be complete, for it must have another: make x optional
        struct a { } struct A { }                     | 1:21: the struct A would be the class A, as the struct a at a.rpc:1:8 is
        struct a { int x = 1;                         | 1:22: expected a type or '}', but found the end of the file
        struct { }                                    | 1:8: expected the name of a struct, but found '{'
        struct a { } ;                                | 1:14: expected 'struct' or a line with #include, but found ';'
        #pragma once                                  | 1:1: only #include, #define, #if, #ifdef, #ifndef and #endif may stand here
        #include "none.rpc"                           | 1:1: there is no file none.rpc
        struct a { /* no end                          | 1:12: this comment has no end: close it with */
        struct a { int x = 1; $                       | 1:23: nothing begins with '$'
        """)
    void whatIsWrongIsToldWithItsPlace(String text, String expected) throws IOException {
        assertEquals(expected, error(text.strip()).replace(folder + "/", ""));
    }

    @Test
    void linesAndColumnsAreCounted() throws IOException {
        assertTrue(error("/* one\n two */\nstruct a {\n\tint  x = y;\n}\n").startsWith("4:11: expected a tag"));
    }

    @Test
    void arraysOfMembersDoNotOverflowARecord() throws IOException {
        String members = IntStream.range(0, 254)
                .mapToObj(i -> "int m" + i + " = " + i + ";")
                .collect(Collectors.joining("\n"));
        String text = compile("struct a {" + members + "}").getFirst().text();
        assertTrue(text.contains("if ((seen4 & 0x3fffffffffffffffL) != 0x3fffffffffffffffL) {"), text);
        assertTrue(text.contains("if ((seen & -1L) != -1L) {"), text);
        assertTrue(error("struct a {" + members + " int one_more = 999; }")
                .contains("more members than a record can have"));
    }

    @Test
    void includedFilesAreCompiledOnce() throws IOException {
        file("common.rpc", "struct common { int x = 1; }");
        file("common2.rpc", "#include \"common.h\"\nstruct other { struct[common] x = 1; }");
        Path first = file(
                "first.rpc",
                "#include \"common.gen.h\"\n#include \"common2.rpc\"\nstruct first { struct[other] x = 1; }");
        assertEquals(
                List.of("p/q/First.java", "p/q/Common.java", "p/q/Other.java"),
                RpcCompiler.compile(List.of(first, folder.resolve("common.rpc")), "p.q").stream()
                        .map(Generated::path)
                        .toList());
    }

    @Test
    void filesThatDoNotChangeAreLeftAlone() throws IOException {
        Path source = file("a.rpc", "struct a { int x = 1; }");
        Path target = folder.resolve("out");
        Path made = RpcCompiler.compileTo(target, List.of(source), "p.q").getFirst();
        assertEquals(target.resolve("p/q/A.java"), made);
        var longAgo = FileTime.fromMillis(0);
        Files.setLastModifiedTime(made, longAgo);
        Main.main("-d", target.toString(), "-p", "p.q", source.toString());
        assertEquals(longAgo, Files.getLastModifiedTime(made));
    }

    @Test
    void nothingIsWrittenIfSomethingIsWrong() throws IOException {
        Path good = file("good.rpc", "struct good { int x = 1; }");
        Path bad = file("bad.rpc", "struct bad { int x = 1 }");
        Path target = folder.resolve("out");
        assertThrows(RpcSyntaxException.class, () -> RpcCompiler.compileTo(target, List.of(good, bad), "p"));
        assertFalse(Files.exists(target));
    }

    @Test
    void aPackageMustBeOne() throws IOException {
        Path source = file("a.rpc", "struct a { }");
        assertThrows(IllegalArgumentException.class, () -> RpcCompiler.compile(List.of(source), "p.class"));
        assertThrows(IllegalArgumentException.class, () -> Main.main("-x"));
    }
}
