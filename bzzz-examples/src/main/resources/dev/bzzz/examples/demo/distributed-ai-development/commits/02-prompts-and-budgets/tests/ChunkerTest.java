import java.util.List;

import swarm.Chunker;
import swarm.Tokens;

final class ChunkerTest {
    static void register(Suite suite) {
        suite.test("tokens-estimate", () -> {
            Suite.equal(0, Tokens.estimate(""), "nothing");
            Suite.equal(1, Tokens.estimate("abcd"), "four characters");
            Suite.equal(2, Tokens.estimate("abcde"), "five characters");
            Suite.equal(1, Tokens.estimate("\ud83d\udc1d\ud83d\udc1d"), "two bees");
        });

        suite.test("chunk-lines", () -> {
            String text = "one two\nthree\n\nfour five six\nseven";
            List<String> chunks = new Chunker(4).split(text);
            Suite.equal(List.of("one two\nthree\n\n", "four five six\n", "seven"), chunks,
                    "chunks of four tokens");
            Suite.equal(List.of(text), new Chunker(100).split(text), "one large chunk");
            Suite.equal(List.of(), new Chunker(100).split(""), "chunks of nothing");
        });

        suite.test("chunk-long-line", () -> {
            String text = "ab\n0123456789\ncd\n";
            List<String> chunks = new Chunker(2).split(text);
            Suite.equal(List.of("ab\n", "01234567", "89\ncd\n"), chunks, "chunks of two tokens");
        });

        suite.test("chunk-surrogates", () -> {
            String bees = "\ud83d\udc1d".repeat(9);
            List<String> chunks = new Chunker(1).split("a" + bees);
            Suite.equal(3, chunks.size(), "number of chunks");
            Suite.equal("\ud83d\udc1d".repeat(2), chunks.get(2), "no bee is cut in half");
        });
    }
}
