package dev.bzzz.examples.agent;

import dev.bzzz.core.SecretReference;
import dev.bzzz.examples.forge.ForgeKind;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where an agent takes its tasks from. */
public sealed interface ForgeConfig {
  /** A folder of bare repositories. */
  record Folder(Path dir) implements ForgeConfig {}

  /**
   * A host that is reached by HTTP.
   *
   * @param kind what it speaks
   * @param url address of its API
   * @param token what logs in to read, and to write unless there is another one
   * @param publishToken what logs in to write
   * @param app the GitHub App as which it logs in; then the token is the app's private key
   * @param certificates file of certificate authorities that are trusted too
   * @param proxy HTTP proxy, {@code http://HOST:PORT}
   * @param callsPerHour how often it is asked about each repository; 0 for as often as it takes
   * @param accessLog where every call to it is written down
   */
  record Host(
      ForgeKind kind,
      URI url,
      SecretReference token,
      Optional<SecretReference> publishToken,
      Optional<App> app,
      Optional<Path> certificates,
      Optional<URI> proxy,
      int callsPerHour,
      Path accessLog)
      implements ForgeConfig {}

  /**
   * An installed GitHub App.
   *
   * @param client its client id, or its number
   * @param installation number of the installation
   */
  record App(String client, String installation) {
    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9._-]{1,100})/(\\d{1,18})");

    /**
     * Reads {@code CLIENT/INSTALLATION}.
     *
     * @throws IllegalArgumentException if it is of another form
     */
    static App parse(String text) {
      Matcher parts = FORM.matcher(text);
      if (!parts.matches()) {
        throw new IllegalArgumentException(
            "an app is written CLIENT_ID/INSTALLATION, such as Iv23abc/4711");
      }
      return new App(parts.group(1), parts.group(2));
    }
  }
}
