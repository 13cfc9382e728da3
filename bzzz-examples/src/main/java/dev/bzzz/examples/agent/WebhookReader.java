package dev.bzzz.examples.agent;

import dev.bzzz.core.SecretReference;
import dev.bzzz.examples.agent.AgentConfig.WebhookConfig;
import dev.bzzz.git.server.ServerOptions;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the keys of {@code webhooks}. */
final class WebhookReader {
  private static final Pattern ADDRESS =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]{2,45})]|([A-Za-z0-9.-]{1,253})):([0-9]{1,5})");

  private WebhookReader() {}

  static Optional<WebhookConfig> read(Settings settings) {
    Optional<String> listen = settings.text(ConfigKey.WEBHOOKS_LISTEN);
    Optional<SecretReference> secret = settings.secret(ConfigKey.WEBHOOKS_SECRET);
    if (listen.isEmpty() && secret.isPresent()) {
      throw settings.missing(ConfigKey.WEBHOOKS_LISTEN);
    }
    if (listen.isPresent() && secret.isEmpty()) {
      throw settings.missing(ConfigKey.WEBHOOKS_SECRET);
    }
    return listen.map(text -> config(settings, text, secret.orElseThrow()));
  }

  private static WebhookConfig config(Settings settings, String text, SecretReference secret) {
    Matcher address = ADDRESS.matcher(text);
    if (address.matches() && Integer.parseInt(address.group(3)) <= ServerOptions.MAX_PORT) {
      String host = Optional.ofNullable(address.group(1)).orElseGet(() -> address.group(2));
      return new WebhookConfig(host, Integer.parseInt(address.group(3)), secret);
    }
    throw new ConfigException(
        settings.where(ConfigKey.WEBHOOKS_LISTEN),
        "'"
            + ConfigKey.WEBHOOKS_LISTEN.path()
            + "' is HOST:PORT with a port from 0 to "
            + ServerOptions.MAX_PORT
            + ", such as 127.0.0.1:8090");
  }
}
