package dev.bzzz.core;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Reads small files that a person names, of whom any name may be a wrong one: whoever opens a pipe
 * waits until somebody writes into it, and a device may have no end. Links are followed.
 */
public final class RegularFile {
  private RegularFile() {}

  /** The name is that of something that is no regular file; {@link #getReason()} says of what. */
  public static final class NotRegular extends FileSystemException {
    private static final long serialVersionUID = 1L;

    private NotRegular(Path file, String reason) {
      super(file.toString(), null, reason);
    }

    @Override
    public String getReason() {
      return String.valueOf(super.getReason());
    }
  }

  /**
   * The beginning of a file; all of it when it is shorter. Never waits for another process.
   *
   * @param most how many bytes are read at most
   * @throws java.nio.file.NoSuchFileException if there is no such file
   * @throws NotRegular if it is a folder, a pipe, a socket or a device
   * @throws IOException if it cannot be read
   */
  public static byte[] read(Path file, int most) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    if (attributes.isDirectory()) {
      throw new NotRegular(file, "it is a folder");
    }
    if (!attributes.isRegularFile()) {
      throw new NotRegular(file, "it is a pipe, a socket or a device");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(most);
    }
  }
}
