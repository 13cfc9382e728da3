package dev.bzzz.examples.agent;

import dev.bzzz.examples.forge.ForgeKind;
import dev.bzzz.git.http.HostOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads the keys of {@code forge}. */
final class ForgeReader {
  private static final String LOCAL = "local";
  private static final URI EXAMPLE = URI.create("https://forge.example.org");
  private static final URI PROXY = URI.create("http://proxy.example.org:3128");
  private static final List<ConfigKey> OF_HOSTS =
      List.of(
          ConfigKey.FORGE_URL,
          ConfigKey.FORGE_TOKEN,
          ConfigKey.FORGE_PUBLISH_TOKEN,
          ConfigKey.FORGE_APP,
          ConfigKey.FORGE_CA,
          ConfigKey.FORGE_PROXY,
          ConfigKey.FORGE_CALLS_PER_HOUR,
          ConfigKey.AUDIT_ACCESS);

  private ForgeReader() {}

  static ForgeConfig read(Settings settings) {
    List<String> kinds = new ArrayList<>(List.of(LOCAL));
    Arrays.stream(ForgeKind.values()).map(ForgeKind::toString).forEach(kinds::add);
    String name = settings.choice(ConfigKey.FORGE_KIND, kinds, LOCAL);
    Optional<ForgeKind> host = ForgeKind.named(name);
    if (host.isEmpty()) {
      OF_HOSTS.forEach(key -> requireNone(settings, key, name));
      return new ForgeConfig.Folder(settings.requiredPath(ConfigKey.FORGE_DIR));
    }
    requireNone(settings, ConfigKey.FORGE_DIR, name);
    ForgeKind kind = host.get();
    return new ForgeConfig.Host(
        kind,
        settings
            .url(ConfigKey.FORGE_URL, EXAMPLE)
            .or(kind::home)
            .map(kind::apiUrl)
            .orElseThrow(() -> settings.missing(ConfigKey.FORGE_URL)),
        settings
            .secret(ConfigKey.FORGE_TOKEN)
            .orElseThrow(() -> settings.missing(ConfigKey.FORGE_TOKEN)),
        settings.secret(ConfigKey.FORGE_PUBLISH_TOKEN),
        app(settings, kind),
        settings.path(ConfigKey.FORGE_CA),
        proxy(settings),
        settings.integer(
            ConfigKey.FORGE_CALLS_PER_HOUR, HostOptions.MIN_CALLS, HostOptions.MAX_CALLS, 0),
        settings
            .path(ConfigKey.AUDIT_ACCESS)
            .orElse(settings.folder().resolve(AgentConfig.ACCESS_LOG)));
  }

  private static Optional<ForgeConfig.App> app(Settings settings, ForgeKind kind) {
    if (settings.has(ConfigKey.FORGE_APP)) {
      if (kind != ForgeKind.GITHUB) {
        requireNone(settings, ConfigKey.FORGE_APP, kind.toString());
      }
      if (settings.has(ConfigKey.FORGE_PUBLISH_TOKEN)) {
        throw new ConfigException(
            settings.where(ConfigKey.FORGE_PUBLISH_TOKEN),
            "'forge.publishToken' means nothing with forge.app; leave it out");
      }
    }
    try {
      return settings.text(ConfigKey.FORGE_APP).map(ForgeConfig.App::parse);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          settings.where(ConfigKey.FORGE_APP), "in 'forge.app': " + e.getMessage());
    }
  }

  private static Optional<URI> proxy(Settings settings) {
    Optional<URI> proxy = settings.url(ConfigKey.FORGE_PROXY, PROXY);
    if (proxy.filter(url -> url.getPort() < 0 || !url.getScheme().equals("http")).isPresent()) {
      throw new ConfigException(
          settings.where(ConfigKey.FORGE_PROXY),
          "'" + ConfigKey.FORGE_PROXY.path() + "' is http://HOST:PORT");
    }
    return proxy;
  }

  /** A key that would mean nothing is a mistake, most likely of the kind. */
  private static void requireNone(Settings settings, ConfigKey key, String kind) {
    if (settings.has(key)) {
      throw new ConfigException(
          settings.where(key),
          "'"
              + key.path()
              + "' means nothing with forge.kind: "
              + kind
              + "; set forge.kind, or leave it out");
    }
  }
}
