package dev.bzzz.git.gitlab;

import dev.bzzz.git.http.FakeHost.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Answers that are kept as files: a comment that names the page of the documentation they were
 * written from, the status, headers, an empty line, and the body.
 */
final class Recorded {
  private Recorded() {}

  static Reply reply(String name) {
    try (InputStream in = Recorded.class.getResourceAsStream(name + ".http")) {
      String text =
          new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
      int end = text.indexOf("\n\n");
      List<String> head =
          text.substring(0, end).lines().filter(line -> !line.startsWith("#")).toList();
      List<String> headers = new ArrayList<>();
      for (String line : head.subList(1, head.size())) {
        int colon = line.indexOf(':');
        headers.add(line.substring(0, colon));
        headers.add(line.substring(colon + 1).strip());
      }
      return new Reply(Integer.parseInt(head.get(0)), text.substring(end + 2).strip(), headers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
