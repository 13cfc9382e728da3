package dev.bzzz.core.sim;

import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.claim.ClaimProtocol;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Function;

/** Recordings as {@link Recorder} writes them. */
public final class Recording {
  private static final byte[] BEGINNING =
      "{\"type\":\"recording\",".getBytes(StandardCharsets.US_ASCII);

  private Recording() {}

  /**
   * Whether a file begins as a recording does, also one that was cut before it is clear, and an
   * empty one. False for what cannot be read.
   */
  public static boolean is(Path file) {
    try (var in = new BufferedInputStream(Files.newInputStream(file))) {
      return is(in);
    } catch (IOException e) {
      return false; // whoever reads it will say why
    }
  }

  /**
   * Whether what a stream has next begins as a recording does. All of it can still be read from the
   * stream.
   *
   * @param in one that can go back, as {@link InputStream#markSupported} tells
   */
  public static boolean is(InputStream in) throws IOException {
    in.mark(BEGINNING.length);
    byte[] read = in.readNBytes(BEGINNING.length);
    in.reset();
    return Arrays.equals(read, Arrays.copyOf(BEGINNING, read.length));
  }

  /**
   * Makes the decisions of a recording again, up to the first that is another one. Checks the
   * signatures of all records it reads, so it may be given what anybody wrote.
   *
   * @param protocols finds a protocol by its name; may throw {@link IllegalArgumentException}
   * @throws PermanentException if it is no recording that this version can read, and the message
   *     names the line; or if a machine does not come back from a call, as {@link Simulator#run}
   */
  public static Replay replay(Path file, Function<String, ClaimProtocol> protocols) {
    return replay(file, protocols, Verifier.ed25519());
  }

  /** The same for a fleet that signs by another scheme, as that of a test may. */
  public static Replay replay(
      Path file, Function<String, ClaimProtocol> protocols, Verifier verifier) {
    return replay(file, protocols, verifier, Patience.DEFAULT);
  }

  /**
   * The same of what can be read only once, as from a pipe. Reads at most {@value
   * Recorder#MAX_BYTES} bytes and does not close the stream.
   *
   * @param name what messages call it
   */
  public static Replay replay(
      InputStream in, Path name, Function<String, ClaimProtocol> protocols) {
    return replay(in, name, protocols, Recorder.MAX_BYTES);
  }

  /** The same of a stream that may be so long. */
  static Replay replay(
      InputStream in, Path name, Function<String, ClaimProtocol> protocols, int maxBytes) {
    Limited limited = new Limited(in, maxBytes);
    return replay(
        name,
        () ->
            Watchdog.over(
                Patience.DEFAULT, pulse -> replay(limited, protocols, Verifier.ed25519(), pulse)));
  }

  /** The same with more or less patience for machines. */
  static Replay replay(
      Path file, Function<String, ClaimProtocol> protocols, Verifier verifier, Patience patience) {
    return replay(
        file,
        () -> {
          if (Files.size(file) > Recorder.MAX_BYTES) {
            throw tooLong(Recorder.MAX_BYTES);
          }
          try (InputStream in = new Limited(Files.newInputStream(file), Recorder.MAX_BYTES)) {
            return Watchdog.over(patience, pulse -> replay(in, protocols, verifier, pulse));
          }
        });
  }

  private static Replay replay(
      InputStream in, Function<String, ClaimProtocol> protocols, Verifier verifier, Pulse pulse) {
    try {
      var lines = new RecordingLines(in, new LineSum());
      return new Replayer(lines, protocols, verifier, pulse).run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Reading {
    Replay read() throws IOException;
  }

  /** Names what cannot be read. */
  private static Replay replay(Path name, Reading reading) {
    try {
      return reading.read();
    } catch (UncheckedIOException e) {
      throw new PermanentException("cannot read the recording " + name + ": " + e.getCause(), e);
    } catch (NoSuchFileException e) {
      throw new NotFound("cannot read the recording " + name + ": there is no such file");
    } catch (IOException e) {
      throw new PermanentException("cannot read the recording " + name + ": " + e, e);
    } catch (IllegalArgumentException e) {
      throw new PermanentException("cannot replay " + name + ": " + e.getMessage(), e);
    }
  }

  private static IllegalArgumentException tooLong(int maxBytes) {
    return new IllegalArgumentException("it is longer than " + maxBytes + " bytes");
  }

  /** Refuses what is longer than any recording: a pipe does not tell its length before. */
  private static final class Limited extends InputStream {
    private final InputStream in;
    private final int maxBytes;
    private long read;

    Limited(InputStream in, int maxBytes) {
      this.in = in;
      this.maxBytes = maxBytes;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = in.read(bytes, offset, length);
      read += Math.max(count, 0);
      if (read > maxBytes) {
        throw tooLong(maxBytes);
      }
      return count;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
