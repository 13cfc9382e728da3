package dev.bzzz.core;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A secret behind a reference. */
final class KeptSecret implements Secret {
  /** How long a command may take. */
  static final Duration COMMAND_TIME = Duration.ofSeconds(10);

  /** A secret that was refused is looked for again at most so often. */
  static final Duration RENEWAL_PAUSE = Duration.ofSeconds(30);

  private final SecretReference reference;
  private final Map<String, String> environment;
  private final LongSupplier nanos;
  private @Nullable String value;
  private Optional<String> version = Optional.empty();
  private @Nullable Long renewedAtNanos;

  KeptSecret(SecretReference reference, Map<String, String> environment, LongSupplier nanos) {
    this.reference = reference;
    this.environment = environment;
    this.nanos = nanos;
  }

  @Override
  public synchronized String value() {
    String known = value;
    return known == null || changed() ? read() : known;
  }

  @Override
  public synchronized Optional<String> renewed(String refused) {
    String now = value();
    long at = nanos.getAsLong();
    boolean soon = renewedAtNanos != null && at - renewedAtNanos < RENEWAL_PAUSE.toNanos();
    if (now.equals(refused) && !soon) {
      renewedAtNanos = at;
      now = read();
    }
    return Optional.of(now).filter(each -> !each.equals(refused));
  }

  /** Where it is kept; never what it is. */
  @Override
  public String toString() {
    return "secret at " + reference;
  }

  private boolean changed() {
    Optional<String> now = version();
    return now.isPresent() && !now.equals(version); // while it is replaced, it may be missing
  }

  private String read() {
    Optional<String> before = version();
    String read =
        switch (reference.kind()) {
          case ENV -> variable();
          case FILE -> file();
          case COMMAND -> output();
        };
    String stripped = read.strip();
    if (stripped.isEmpty()) {
      throw failed("there is nothing in it", "put the secret there");
    }
    version = before;
    value = stripped;
    return stripped;
  }

  private String variable() {
    String found = environment.get(reference.target());
    if (found == null) {
      throw failed("the variable is not set", "set it for this process");
    }
    return found;
  }

  /** Changes whenever the file does, as far as the file system tells. */
  private Optional<String> version() {
    if (reference.kind() != SecretReference.Kind.FILE) {
      return Optional.empty();
    }
    try {
      BasicFileAttributes now =
          Files.readAttributes(Path.of(reference.target()), BasicFileAttributes.class);
      return Optional.of(now.lastModifiedTime() + " " + now.size() + " " + now.fileKey());
    } catch (IOException e) {
      return Optional.empty(); // reading it tells why
    }
  }

  private String file() {
    try {
      return text(RegularFile.read(Path.of(reference.target()), MAX_BYTES + 1));
    } catch (RegularFile.NotRegular e) {
      throw failed(
          e.getReason(), "put the secret in a file, or name the program that tells it (command:…)");
    } catch (IOException e) {
      throw failed(
          e instanceof NoSuchFileException ? "there is no such file" : e.getClass().getSimpleName(),
          "check the path, and whether this user may read the file");
    }
  }

  private String output() {
    Process process;
    try {
      process =
          new ProcessBuilder(reference.command())
              .redirectError(ProcessBuilder.Redirect.DISCARD) // it may show the secret
              .start();
      process.getOutputStream().close();
    } catch (IOException e) {
      throw failed("the program cannot be run", "check its path");
    }
    try {
      byte[] output = answered(process);
      if (process.exitValue() != 0) {
        throw failed(
            "the program ended with exit code " + process.exitValue(), "run it by hand to see why");
      }
      return text(output);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private byte[] answered(Process process) {
    FutureTask<byte[]> reading =
        new FutureTask<>(
            () -> {
              byte[] output = process.getInputStream().readNBytes(MAX_BYTES + 1);
              process.getInputStream().close(); // whoever writes more than that is told
              process.waitFor();
              return output;
            });
    Thread thread = new Thread(reading, "bzzz-secret-command");
    thread.setDaemon(true);
    thread.start();
    try {
      return reading.get(COMMAND_TIME.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw failed(
          "the program did not end within " + COMMAND_TIME.toSeconds() + " s",
          "run it by hand to see what it waits for");
    } catch (ExecutionException e) {
      throw failed("the program's output cannot be read", "run it by hand to see why");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("this thread was interrupted", "try again");
    }
  }

  private String text(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw failed("it is longer than " + MAX_BYTES + " bytes", "check what is kept there");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private PermanentException failed(String cause, String advice) {
    return new PermanentException(
        "cannot get the secret " + reference + ": " + cause + "; " + advice);
  }
}
