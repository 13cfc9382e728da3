package dev.bzzz.git.work;

/** File names in messages: on one line, and not endless. */
final class Names {
  private static final int MAX_SHOWN = 200;

  private Names() {}

  static String quoted(String name) {
    StringBuilder shown = new StringBuilder("'");
    name.codePoints()
        .limit(MAX_SHOWN)
        .forEach(
            c -> {
              if (Character.isISOControl(c)) {
                shown.append(String.format("\\u%04x", c));
              } else {
                shown.appendCodePoint(c);
              }
            });
    return shown.append(name.length() > MAX_SHOWN ? "…'" : "'").toString();
  }
}
