package swarm;

/** How many tokens a text is about; the tokenizers of models differ, this errs on no side. */
public final class Tokens {
    public static final int CHARACTERS = 4;

    private Tokens() {}

    /** One token for every four characters, the last one for what is left. */
    public static int estimate(String text) {
        return (text.codePointCount(0, text.length()) + CHARACTERS - 1) / CHARACTERS;
    }
}
