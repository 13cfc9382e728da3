package dev.bzzz.git.work;

import dev.bzzz.core.PermanentException;
import java.io.IOException;
import java.util.Locale;

/** Says what an error of the disk or of git means for whoever asked. */
final class Failures {
  private Failures() {}

  static PermanentException in(String action, IOException e) {
    String why = e.getMessage() == null ? e.toString() : e.getMessage();
    boolean full =
        why.toLowerCase(Locale.ROOT).contains("no space left")
            || why.toLowerCase(Locale.ROOT).contains("quota exceeded");
    return new PermanentException(
        "cannot "
            + action
            + ": "
            + (full ? "the disk is full (" + why + "); make room" : why + "; look at the folder"),
        e);
  }
}
