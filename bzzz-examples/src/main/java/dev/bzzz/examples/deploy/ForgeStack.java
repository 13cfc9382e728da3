package dev.bzzz.examples.deploy;

import dev.bzzz.core.OwnerOnly;
import dev.bzzz.core.PermanentException;
import dev.bzzz.git.server.Tokens;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A forge as files for Docker Swarm: those of {@code docs/deploy}, which are packed with this
 * class, and secrets that are drawn for them.
 */
public enum ForgeStack {
  /** GitLab CE. */
  GITLAB(
      List.of("gitlab/stack.yml", "gitlab/gitlab.rb"), List.of("gitlab_root_password"), "gitlab"),

  /** Gitea, or Forgejo. */
  GITEA(
      List.of("gitea/stack.yml"),
      List.of("gitea_db_password", "gitea_secret_key", "gitea_internal_token"),
      "gitea"),

  /** The forge server of Bzzz. */
  LOCAL(
      List.of(
          "bzzz/forge.yml",
          "bzzz/agent.yml",
          "bzzz/Containerfile",
          "bzzz/Containerfile.dockerignore"),
      List.of("forge_token", "forge_read_token"),
      "bzzz");

  /** Folder of the secrets, each in a file of its own. */
  public static final String SECRETS = "secrets";

  private static final String SETTINGS = "stack.env";
  private static final String DOOR = "traefik.yml";
  private static final String DOMAIN = "BZZZ_DOMAIN=";
  private static final int MAX_DOMAIN = 253;
  private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

  private final List<String> files;
  private final List<String> secrets;
  private final String page;

  ForgeStack(List<String> files, List<String> secrets, String page) {
    this.files = files;
    this.secrets = secrets;
    this.page = page;
  }

  /** The stack of this name, in small letters. */
  public static Optional<ForgeStack> named(String name) {
    return Stream.of(values()).filter(each -> each.word().equals(name)).findFirst();
  }

  /** Its name in small letters. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The page that tells the steps, seen from the folder of all sources. */
  public String page() {
    return "docs/deploy/" + page + "/README.md";
  }

  /** What is deployed after Traefik, seen from the folder that was written. */
  public String stackFile() {
    return files.get(0);
  }

  /** Whether it is a domain that a certificate can be had for. */
  public static boolean isDomain(String text) {
    return text.length() <= MAX_DOMAIN && text.matches("(" + LABEL + "\\.)+[a-z]" + LABEL);
  }

  /**
   * Writes everything into a folder that is not there yet, or empty: all of it or nothing.
   *
   * @param domain of the forge; to be filled in by hand when empty
   * @return the files, seen from the folder
   * @throws PermanentException if the folder holds something, or cannot be written
   */
  public List<String> write(Path dir, Optional<String> domain) {
    Path target = dir.toAbsolutePath().normalize();
    requireFree(target);
    try {
      Path parent = Files.createDirectories(target.resolveSibling("."));
      // Only its owner may enter it, from the first moment on.
      Path made = Files.createTempDirectory(parent.normalize(), "." + target.getFileName() + "-");
      try {
        List<String> written = fill(made, domain);
        Files.move(made, target, StandardCopyOption.REPLACE_EXISTING);
        return written;
      } catch (IOException | RuntimeException e) {
        remove(made);
        throw e;
      }
    } catch (FileAlreadyExistsException | java.nio.file.DirectoryNotEmptyException e) {
      throw occupied(target);
    } catch (IOException e) {
      throw new PermanentException(
          "cannot write the stack to " + target + ": " + e + "; choose a writable folder", e);
    }
  }

  private List<String> fill(Path made, Optional<String> domain) throws IOException {
    List<String> written = new ArrayList<>();
    for (String file : Stream.concat(Stream.of(SETTINGS, DOOR), files.stream()).toList()) {
      String text = template(file);
      if (file.equals(SETTINGS)) {
        text = text.replaceFirst("(?m)^" + DOMAIN + "$", DOMAIN + domain.orElse(""));
      }
      put(made.resolve(file), text);
      written.add(file);
    }
    for (String secret : secrets) {
      put(made.resolve(SECRETS).resolve(secret), Tokens.draw());
      written.add(SECRETS + "/" + secret);
    }
    put(made.resolve(".gitignore"), SECRETS + "/\n");
    return written;
  }

  /** All are their owner's only: a stack needs no other reader, and none can be forgotten. */
  private static void put(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.createFile(file, OwnerOnly.attributes(file));
    Files.writeString(file, text, StandardOpenOption.TRUNCATE_EXISTING);
  }

  private static String template(String file) throws IOException {
    try (InputStream in = ForgeStack.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new AssertionError(file + " is not packed with " + ForgeStack.class.getName());
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void requireFree(Path target) {
    if (!Files.exists(target, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> inside = Files.list(target)) {
      if (inside.findAny().isPresent()) {
        throw occupied(target);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new PermanentException(
          "cannot write the stack to " + target + ": it is no empty folder; name another", e);
    }
  }

  private static PermanentException occupied(Path target) {
    return new PermanentException(
        "cannot write the stack to "
            + target
            + ": the folder holds something, and nothing is overwritten; name another with --dir");
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> inside = Files.walk(folder)) {
      for (Path each : inside.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
