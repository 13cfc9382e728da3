package dev.bzzz.llm.work;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.PlainText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.Set;

/**
 * The only way tools reach files: every path a model names is confined to the workspace.
 *
 * <p>Paths are relative, without {@code ..}; nothing named {@code .git} is touched; {@code .bzzz}
 * can be read only. Reading follows a symbolic link if its target lies inside; writing follows
 * none. The checks look at the disk at the moment of use. Between the check and the use only a
 * sandboxed command could swap a folder for a link; none runs then, because the sandbox has killed
 * its children before its call returns, and the file itself is opened without following links.
 */
final class WorkspaceFiles {
  /** Largest file that is read or edited. */
  static final int MAX_FILE_BYTES = 4 << 20;

  /** Largest file that is written. */
  static final int MAX_WRITE_BYTES = 1 << 20;

  private static final int MAX_PATH = 1024;
  private static final int SHOWN = 200;
  private static final String SETTINGS = ".bzzz";
  private static final String GIT = ".git";

  private final Path root;

  WorkspaceFiles(Path root) {
    try {
      this.root = root.toRealPath();
    } catch (IOException e) {
      throw new PermanentException("cannot work in " + root + ": " + e, e);
    }
  }

  /** The workspace's real root. */
  Path root() {
    return root;
  }

  /** A path as the tools write it: relative, with slashes. */
  String name(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  /** Whether a path below the root belongs to git, and so to nobody here. */
  static boolean belongsToGit(Path relative) {
    for (Path part : relative) {
      if (part.toString().equalsIgnoreCase(GIT)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a path, written with slashes, belongs to the settings only people may change. */
  static boolean isProtected(String path) {
    String lower = path.toLowerCase(Locale.ROOT);
    return lower.equals(SETTINGS) || lower.startsWith(SETTINGS + "/");
  }

  /** An existing file or folder to be read; its real path. */
  Path existing(String path) throws ToolFailure {
    Path file = inside(path);
    Path real;
    try {
      real = file.toRealPath();
    } catch (NoSuchFileException e) {
      throw new ToolFailure("there is no file or folder '" + shown(path) + "'", e);
    } catch (IOException e) {
      throw new ToolFailure("cannot open '" + shown(path) + "'", e);
    }
    if (!real.startsWith(root)) {
      throw new ToolFailure("'" + shown(path) + "' leads outside the workspace");
    }
    if (belongsToGit(root.relativize(real))) {
      throw new ToolFailure("'" + shown(path) + "' belongs to git and is not for tools");
    }
    return real;
  }

  /** The bytes of a file of at most {@link #MAX_FILE_BYTES}. */
  byte[] read(String path) throws ToolFailure {
    Path file = existing(path);
    if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new ToolFailure("'" + shown(path) + "' is a folder; use list_files");
    }
    try {
      return bytes(file);
    } catch (IOException e) {
      throw new ToolFailure("cannot read '" + shown(path) + "': " + reason(e), e);
    }
  }

  /**
   * The text of a file.
   *
   * @throws ToolFailure if it is not UTF-8
   */
  String readText(String path) throws ToolFailure {
    return decode(read(path), path);
  }

  /** Reads a file that is already known to be inside, without following a link. */
  static byte[] bytes(Path file) throws IOException {
    BasicFileAttributes attributes = attributes(file);
    if (!attributes.isRegularFile()) {
      throw new IOException("not a regular file");
    }
    if (attributes.size() > MAX_FILE_BYTES) {
      throw new IOException("larger than " + MAX_FILE_BYTES + " bytes");
    }
    Set<OpenOption> options = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    try (SeekableByteChannel channel = Files.newByteChannel(file, options)) {
      ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(channel.size(), MAX_FILE_BYTES));
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        // reads until full or at the end
      }
      byte[] bytes = new byte[buffer.flip().remaining()];
      buffer.get(bytes);
      return bytes;
    }
  }

  /** Replaces or creates a file, with the folders it is in. */
  void write(String path, String content) throws ToolFailure {
    byte[] bytes = encode(content);
    Path file = writable(path);
    try {
      Files.createDirectories(file.getParent());
      Set<OpenOption> options =
          Set.of(
              StandardOpenOption.WRITE,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              LinkOption.NOFOLLOW_LINKS);
      try (SeekableByteChannel channel = Files.newByteChannel(file, options)) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
    } catch (IOException e) {
      throw new ToolFailure("cannot write '" + shown(path) + "': " + reason(e), e);
    }
  }

  /** A path that may be written: no link on the way, nothing but a regular file at its end. */
  private Path writable(String path) throws ToolFailure {
    Path file = inside(path);
    Path relative = root.relativize(file);
    if (relative.toString().isEmpty()) {
      throw new ToolFailure("'" + shown(path) + "' is a folder");
    }
    if (isProtected(name(file))) {
      throw new ToolFailure(
          "'" + shown(path) + "' is protected: only people change files in .bzzz");
    }
    Path step = root;
    for (Path part : relative) {
      step = step.resolve(part);
      boolean last = step.equals(file);
      try {
        BasicFileAttributes attributes = attributes(step);
        if (attributes.isSymbolicLink()) {
          throw new ToolFailure("'" + shown(path) + "' goes through a symbolic link");
        }
        if (last ? !attributes.isRegularFile() : !attributes.isDirectory()) {
          throw new ToolFailure(
              "'" + shown(name(step)) + "' is not a " + (last ? "regular file" : "folder"));
        }
      } catch (NoSuchFileException e) {
        return file; // it and what is below it will be created
      } catch (IOException e) {
        throw new ToolFailure("cannot write '" + shown(path) + "': " + reason(e), e);
      }
    }
    return file;
  }

  /** A path below the root by its name alone. */
  private Path inside(String path) throws ToolFailure {
    if (path.isBlank() || path.length() > MAX_PATH || path.indexOf('\0') >= 0) {
      throw new ToolFailure(
          "a path has 1 to " + MAX_PATH + " characters; the workspace's root is '.'");
    }
    Path relative;
    try {
      relative = root.getFileSystem().getPath(path);
    } catch (InvalidPathException e) {
      throw new ToolFailure("'" + shown(path) + "' is not a path", e);
    }
    if (relative.isAbsolute() || path.startsWith("/")) {
      throw new ToolFailure(
          "'" + shown(path) + "' is absolute; paths are relative to the workspace's root");
    }
    for (Path part : relative) {
      if (part.toString().equals("..")) {
        throw new ToolFailure("'" + shown(path) + "' leads outside the workspace");
      }
    }
    if (belongsToGit(relative)) {
      throw new ToolFailure("'" + shown(path) + "' belongs to git and is not for tools");
    }
    return root.resolve(relative).normalize();
  }

  private static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static byte[] encode(String content) throws ToolFailure {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(content));
      if (encoded.remaining() > MAX_WRITE_BYTES) {
        throw new ToolFailure("the content is larger than " + MAX_WRITE_BYTES + " bytes");
      }
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      throw new ToolFailure("the content holds half a character and cannot be UTF-8", e);
    }
  }

  private static String decode(byte[] bytes, String path) throws ToolFailure {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new ToolFailure("'" + shown(path) + "' is not UTF-8 text", e);
    }
  }

  /** The cause without the machine's own paths. */
  private static String reason(IOException e) {
    return e instanceof java.nio.file.FileSystemException
        ? e.getClass().getSimpleName().replace("Exception", "")
        : String.valueOf(e.getMessage());
  }

  private static String shown(String path) {
    return PlainText.line(path, SHOWN);
  }
}
