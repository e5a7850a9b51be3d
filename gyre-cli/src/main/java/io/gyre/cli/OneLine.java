package io.gyre.cli;

/** Text from elsewhere on its way to a terminal, which must not take it for commands. */
final class OneLine {
    private OneLine() {}

    /** {@return the text with everything but line breaks that is no character to be seen made {@code ?}} */
    static String visible(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) && c != '\n' ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** {@return the text in one line} */
    static String of(String text) {
        return visible(text).replace('\n', ' ');
    }
}
