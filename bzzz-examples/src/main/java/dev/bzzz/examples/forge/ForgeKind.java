package dev.bzzz.examples.forge;

import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a forge on another machine speaks. */
public enum ForgeKind {
  /** GitHub, GitHub Enterprise, {@code bzzz forge serve}, and others that speak as they do. */
  GITHUB("/api/v3", Optional.of("https://api.github.com")),
  /** GitLab. */
  GITLAB("/api/v4", Optional.of("https://gitlab.com")),
  /** Gitea and Forgejo. */
  GITEA("/api/v1", Optional.empty());

  private static final URI GITHUB_API = URI.create("https://api.github.com");

  private final String path;
  private final Optional<URI> home;

  ForgeKind(String path, Optional<String> home) {
    this.path = path;
    this.home = home.map(URI::create);
  }

  /** Where the forge is that everybody means by this kind, if there is one. */
  public Optional<URI> home() {
    return home;
  }

  /** The kind of that name, such as {@code gitlab}. */
  public static Optional<ForgeKind> named(String name) {
    return Arrays.stream(values()).filter(kind -> kind.toString().equals(name)).findFirst();
  }

  /** The names of all kinds, to be shown. */
  public static String names() {
    return Arrays.stream(values()).map(ForgeKind::toString).collect(Collectors.joining(", "));
  }

  /**
   * The address of the API, of which people know one of two: it may be given, or that of the forge
   * itself.
   */
  public URI apiUrl(URI given) {
    String text = given.toString().replaceFirst("/+$", "");
    if (this == GITHUB && "github.com".equalsIgnoreCase(given.getHost())) {
      return GITHUB_API;
    }
    boolean api = text.endsWith(path) || this == GITHUB && isApiHost(given);
    return URI.create(api ? text : text + path);
  }

  private static boolean isApiHost(URI given) {
    return given.getHost() != null && given.getHost().toLowerCase(Locale.ROOT).startsWith("api.");
  }

  /** Path of the API behind the address of the forge. */
  String path() {
    return path;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
