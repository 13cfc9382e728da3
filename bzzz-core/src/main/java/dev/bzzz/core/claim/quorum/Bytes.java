package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.mesh.Mesh;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Bytes in and out of messages and files. Lengths are checked before anything is allocated. */
final class Bytes {
  private Bytes() {}

  /** Something that is written. */
  @FunctionalInterface
  interface Writer {
    void write(DataOutput out) throws IOException;
  }

  /** Something that is read. */
  @FunctionalInterface
  interface Reader<T> {
    T read(DataInput in) throws IOException;
  }

  static byte[] of(Writer writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      writer.write(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new AssertionError("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads all of the bytes.
   *
   * @throws IllegalArgumentException if they are not, to the last, what the reader takes
   */
  static <T> T parse(byte[] bytes, Reader<T> reader) {
    ByteArrayInputStream in = new ByteArrayInputStream(bytes);
    try {
      T value = reader.read(new DataInputStream(in));
      if (in.available() > 0) {
        throw new IllegalArgumentException("malformed: " + in.available() + " bytes too many");
      }
      return value;
    } catch (IOException e) {
      throw new IllegalArgumentException("malformed: " + e.getMessage(), e);
    }
  }

  static void write(DataOutput out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static byte[] read(DataInput in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > Mesh.MAX_MESSAGE_BYTES) {
      throw new IOException("a length of " + length);
    }
    return read(in, length);
  }

  static byte[] read(DataInput in, int length) throws IOException {
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }

  static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
