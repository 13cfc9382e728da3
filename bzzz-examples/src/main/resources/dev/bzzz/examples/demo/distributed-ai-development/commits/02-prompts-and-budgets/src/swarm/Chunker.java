package swarm;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a long text into chunks that fit into a prompt. Nothing is lost: the chunks joined are
 * the text again. Cuts are made between lines; only a line that is too long for a chunk of its
 * own is cut in the middle.
 */
public final class Chunker {
    private final int maxTokens;

    public Chunker(int maxTokens) {
        if (maxTokens < 1) {
            throw new IllegalArgumentException("chunks of " + maxTokens + " tokens");
        }
        this.maxTokens = maxTokens;
    }

    public List<String> split(String text) {
        List<String> chunks = new ArrayList<>();
        String chunk = "";
        for (String unit : units(text)) {
            if (!chunk.isEmpty() && !fits(chunk + unit)) {
                chunks.add(chunk);
                chunk = "";
            }
            chunk += unit;
        }
        if (!chunk.isEmpty()) {
            chunks.add(chunk);
        }
        return chunks;
    }

    /** The parts of the text that stay in one piece; each one fits into a chunk. */
    private List<String> units(String text) {
        List<String> units = new ArrayList<>();
        for (String line : lines(text)) {
            addLine(line, units);
        }
        return units;
    }

    private void addLine(String line, List<String> units) {
        String rest = line;
        while (!fits(rest)) {
            int cut = rest.offsetByCodePoints(0, maxTokens * Tokens.CHARACTERS);
            units.add(rest.substring(0, cut));
            rest = rest.substring(cut);
        }
        units.add(rest);
    }

    private boolean fits(String text) {
        return Tokens.estimate(text) <= maxTokens;
    }

    /** The lines of the text, each with the line feed that ends it. */
    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int feed = text.indexOf('\n', start);
            int end = feed < 0 ? text.length() : feed + 1;
            lines.add(text.substring(start, end));
            start = end;
        }
        return lines;
    }
}
