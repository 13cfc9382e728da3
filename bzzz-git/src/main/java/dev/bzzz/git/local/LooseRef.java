package dev.bzzz.git.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.Ref;
import org.jspecify.annotations.Nullable;

/**
 * The file of a ref that is not packed.
 *
 * <p>JGit passes over such a file when its content is no object id, as after a power failure, and
 * then shows the older value from {@code packed-refs} or none at all, as if nothing had ever been
 * written. So the files that JGit does not vouch for are looked at here.
 */
public final class LooseRef {
  private static final Pattern OBJECT_ID = Pattern.compile("[0-9a-f]{40}\\s*");
  static final String SYMBOLIC = "ref: ";
  private static final int MAX_BYTES = 100;

  private LooseRef() {}

  /**
   * What is wrong with a loose ref file that JGit did not read.
   *
   * @param read the ref as JGit sees it; null when it sees none
   */
  public static Optional<String> fault(Path file, @Nullable Ref read) throws IOException {
    if ((read != null && read.getStorage().isLoose()) || !Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file)) {
      String content = new String(in.readNBytes(MAX_BYTES), StandardCharsets.ISO_8859_1);
      return fault(content);
    } catch (NoSuchFileException e) {
      return Optional.empty(); // packed by another process just now
    } catch (IOException e) {
      return Optional.of("its ref cannot be read: " + e.getMessage());
    }
  }

  /** Why this content of a ref file is no object id; empty when it is one. */
  static Optional<String> fault(String content) {
    if (OBJECT_ID.matcher(content).matches()) {
      return Optional.empty();
    }
    return Optional.of(
        content.startsWith(SYMBOLIC)
            ? "its ref is symbolic, pointing to " + content.substring(SYMBOLIC.length()).strip()
            : "its ref holds no object id");
  }
}
