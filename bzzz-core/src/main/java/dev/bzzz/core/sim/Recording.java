package dev.bzzz.core.sim;

import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.claim.ClaimProtocol;
import java.io.IOException;
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
    try (var in = Files.newInputStream(file)) {
      byte[] read = in.readNBytes(BEGINNING.length);
      return Arrays.equals(read, Arrays.copyOf(BEGINNING, read.length));
    } catch (IOException e) {
      return false; // whoever reads it will say why
    }
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

  private static Replay replay(
      Path file, Function<String, ClaimProtocol> protocols, Verifier verifier, Pulse pulse) {
    try (var lines = new RecordingLines(file, new LineSum())) {
      return new Replayer(lines, protocols, verifier, pulse).run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same with more or less patience for machines. */
  static Replay replay(
      Path file, Function<String, ClaimProtocol> protocols, Verifier verifier, Patience patience) {
    try {
      if (Files.size(file) > Recorder.MAX_BYTES) {
        throw new IllegalArgumentException("it is longer than " + Recorder.MAX_BYTES + " bytes");
      }
      return Watchdog.over(patience, pulse -> replay(file, protocols, verifier, pulse));
    } catch (UncheckedIOException e) {
      throw new PermanentException("cannot read the recording " + file + ": " + e.getCause(), e);
    } catch (NoSuchFileException e) {
      throw new NotFound("cannot read the recording " + file + ": there is no such file");
    } catch (IOException e) {
      throw new PermanentException("cannot read the recording " + file + ": " + e, e);
    } catch (IllegalArgumentException e) {
      throw new PermanentException("cannot replay " + file + ": " + e.getMessage(), e);
    }
  }
}
