package dev.bzzz.git.work;

import java.util.List;

/**
 * Globs over paths with slashes: {@code *} stands for any characters but a slash, {@code ?} for one
 * of them, {@code **} for any characters, and {@code **}{@code /} for any folders, also none. The
 * time to match is the product of both lengths, whatever the pattern.
 */
final class Globs {
  /** Most globs and longest glob. */
  static final int MAX = 1000;

  private final List<String> globs;

  Globs(List<String> globs) {
    if (globs.size() > MAX || globs.stream().anyMatch(glob -> glob.length() > MAX)) {
      throw new IllegalArgumentException(
          "at most " + MAX + " globs of at most " + MAX + " characters");
    }
    this.globs = List.copyOf(globs);
  }

  boolean matches(String path) {
    return globs.stream().anyMatch(glob -> matches(glob, path));
  }

  private static boolean matches(String glob, String path) {
    // reached[i]: what was read of the glob so far matches the first i characters of the path.
    boolean[] reached = new boolean[path.length() + 1];
    reached[0] = true;
    for (int g = 0; g < glob.length(); g++) {
      if (glob.startsWith("**/", g)) {
        folders(path, reached);
        g += 2;
      } else if (glob.startsWith("**", g)) {
        stretch(path, reached, true);
        g += 1;
      } else if (glob.charAt(g) == '*') {
        stretch(path, reached, false);
      } else {
        step(path, reached, glob.charAt(g));
      }
    }
    return reached[path.length()];
  }

  private static void step(String path, boolean[] reached, char wanted) {
    for (int i = path.length(); i > 0; i--) {
      char c = path.charAt(i - 1);
      reached[i] = reached[i - 1] && (wanted == '?' ? c != '/' : c == wanted);
    }
    reached[0] = false;
  }

  private static void stretch(String path, boolean[] reached, boolean slashes) {
    for (int i = 1; i <= path.length(); i++) {
      reached[i] |= reached[i - 1] && (slashes || path.charAt(i - 1) != '/');
    }
  }

  private static void folders(String path, boolean[] reached) {
    boolean before = reached[0];
    for (int i = 1; i <= path.length(); i++) {
      boolean here = reached[i];
      reached[i] |= before && path.charAt(i - 1) == '/';
      before |= here;
    }
  }
}
