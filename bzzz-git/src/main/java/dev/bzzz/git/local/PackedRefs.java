package dev.bzzz.git.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;

/**
 * The content of {@code packed-refs} at one moment: a line {@code <id> <name>} for each ref, with
 * comments ({@code #}) and peeled tags ({@code ^}) between. Searched from its first byte to its
 * last, which for thousands of refs costs less than to parse them.
 */
final class PackedRefs {
  static final String FILE = "packed-refs";

  /** Largest file that is read. */
  static final int MAX_BYTES = 64 << 20;

  private final byte[] content;

  private PackedRefs(byte[] content) {
    this.content = content;
  }

  /** Reads the file; a missing one holds nothing. */
  static PackedRefs read(Path gitDir) throws IOException {
    Path file = gitDir.resolve(FILE);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(MAX_BYTES + 1);
      if (content.length > MAX_BYTES) {
        throw new IOException(file + " is longer than " + MAX_BYTES + " bytes");
      }
      return new PackedRefs(content);
    } catch (NoSuchFileException e) {
      return new PackedRefs(new byte[0]);
    }
  }

  /** What a ref points to. */
  Optional<ObjectId> find(String name) {
    List<ObjectId> found = new ArrayList<>();
    each(
        name,
        (ref, id) -> {
          if (ref.equals(name)) {
            found.add(id);
          }
        });
    return found.stream().findFirst();
  }

  /** Tells every ref whose name starts so. */
  void each(String prefix, BiConsumer<String, ObjectId> consumer) {
    byte[] start = prefix.getBytes(StandardCharsets.UTF_8);
    int nameAt = Constants.OBJECT_ID_STRING_LENGTH + 1;
    for (int line = 0; line < content.length; line = lineAfter(line)) {
      int from = line + nameAt;
      if (from + start.length <= content.length
          && content[from - 1] == ' '
          && Arrays.equals(content, from, from + start.length, start, 0, start.length)) {
        int end = lineAfter(line) - 1;
        consumer.accept(
            new String(content, from, end - from, StandardCharsets.UTF_8),
            ObjectId.fromString(content, line));
      }
    }
  }

  /** Where the line after this one begins; one behind the end counts as a line's end, too. */
  private int lineAfter(int line) {
    int at = line;
    while (at < content.length && content[at] != '\n') {
      at++;
    }
    return at + 1;
  }
}
