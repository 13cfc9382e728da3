package dev.bzzz.examples.agent;

import dev.bzzz.core.AddressLogin;
import dev.bzzz.core.RegularFile;
import dev.bzzz.core.SecretReference;
import dev.bzzz.core.capability.Capability;
import dev.bzzz.core.capability.Skill;
import dev.bzzz.core.claim.ClaimContext;
import dev.bzzz.core.claim.ClaimProtocols;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.task.DependencyRule;
import dev.bzzz.examples.agent.AgentConfig.HiveConfig;
import dev.bzzz.examples.agent.AgentConfig.WorkConfig;
import dev.bzzz.examples.agent.Written.Entry;
import dev.bzzz.examples.agent.Written.Scalar;
import dev.bzzz.examples.agent.Written.Sequence;
import dev.bzzz.examples.agent.Written.Table;
import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads {@code bzzz.yaml}, lays the {@code BZZZ_*} variables over it and checks the whole. Every
 * error names the line and column, or the variable.
 */
public final class ConfigReader {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigReader.class);

  private static final String VARIABLES = "BZZZ_";

  /** Variables that are read by others than this class. */
  private static final Set<String> OTHER_VARIABLES = Set.of("BZZZ_JAVA_OPTS");

  private static final URI HIVE = URI.create("https://hive.example.org");
  private static final String DEFAULT_PROTOCOL = "rendezvous";
  private static final int MAX_NAME = 64;
  private static final int MAX_SKILLS = 100;
  private static final int MAX_REPOSITORIES = 1000;
  private static final int BEST = 1000;

  private ConfigReader() {}

  /**
   * Reads a configuration.
   *
   * @param file the {@code bzzz.yaml}
   * @param environment the process's variables
   * @throws ConfigException if the file is missing, unreadable or wrong
   */
  public static AgentConfig read(Path file, Map<String, String> environment) {
    Path absolute = file.toAbsolutePath().normalize();
    byte[] bytes;
    try {
      bytes = RegularFile.read(absolute, YamlReader.MAX_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw new ConfigException(
          absolute.toString(), "there is no such file; 'bzzz init' writes one");
    } catch (RegularFile.NotRegular e) {
      throw new ConfigException(
          absolute.toString(), e.getReason() + "; name the file that holds the configuration");
    } catch (IOException e) {
      throw new ConfigException(
          absolute.toString(),
          "it cannot be read (" + e.getClass().getSimpleName() + "); check its owner and mode");
    }
    Path folder = absolute.getParent();
    return parse(bytes, absolute.toString(), folder == null ? absolute : folder, environment);
  }

  /**
   * Reads a configuration from memory.
   *
   * @param name names the file in errors
   * @param folder what relative paths are relative to
   */
  static AgentConfig parse(
      byte[] bytes, String name, Path folder, Map<String, String> environment) {
    Map<ConfigKey, Written> values = new EnumMap<>(ConfigKey.class);
    Table root = YamlReader.read(bytes, name);
    requireNoLogin("", root);
    collect(root, "", values);
    overlay(environment, values);
    return build(new Settings(values, name, folder));
  }

  /** Puts the leaves of the tree under their keys; what is no key is an error. */
  private static void collect(Table table, String prefix, Map<ConfigKey, Written> values) {
    for (Entry entry : table.entries()) {
      String path = prefix + entry.key();
      var key = Arrays.stream(ConfigKey.values()).filter(k -> k.path().equals(path)).findFirst();
      if (key.isPresent()) {
        values.put(key.get(), entry.value());
      } else if (!known(path + ".").isEmpty()) {
        if (!(entry.value() instanceof Table inner)) {
          throw new ConfigException(
              entry.value().where(),
              "'"
                  + path
                  + "' is a group of keys ("
                  + String.join(", ", known(path + "."))
                  + "), but here stands "
                  + entry.value().kind());
        }
        collect(inner, path + ".", values);
      } else {
        throw Settings.unknown(entry.where(), entry.key(), known(prefix));
      }
    }
  }

  /** Comes before all other checks, so that none of them shows a password. */
  private static void requireNoLogin(String name, Written value) {
    if (value instanceof Table table) {
      String prefix = name.isEmpty() ? "" : name + ".";
      table.entries().forEach(entry -> requireNoLogin(prefix + entry.key(), entry.value()));
    } else if (value instanceof Sequence sequence) {
      sequence.items().forEach(item -> requireNoLogin(name, item));
    } else if (value instanceof Scalar scalar && AddressLogin.in(scalar.text())) {
      throw new ConfigException(
          scalar.where(),
          "'"
              + name
              + "' holds an address with a password or token in it; write the address without what"
              + " stands before its '@'");
    }
  }

  /** The words that may follow a prefix. */
  private static Set<String> known(String prefix) {
    Set<String> words = new LinkedHashSet<>();
    for (ConfigKey key : ConfigKey.values()) {
      if (key.path().startsWith(prefix)) {
        words.add(key.path().substring(prefix.length()).replaceFirst("\\..*", ""));
      }
    }
    return words;
  }

  private static void overlay(Map<String, String> environment, Map<ConfigKey, Written> values) {
    Set<String> others = new TreeSet<>(environment.keySet());
    others.removeIf(name -> !name.startsWith(VARIABLES) || OTHER_VARIABLES.contains(name));
    for (ConfigKey key : ConfigKey.values()) {
      String text = environment.get(key.variable());
      if (text != null) {
        String where = Settings.variable(key);
        requireNoLogin(key.path(), scalar(where, text));
        values.put(key, key.isList() ? items(where, text) : scalar(where, text));
      }
      others.remove(key.variable());
    }
    // Only a warning: clusters set variables of this form for a service called bzzz.
    others.forEach(name -> LOG.warn("the environment variable {} means nothing to Bzzz", name));
  }

  private static Scalar scalar(String where, String text) {
    return new Scalar(where, text, Scalar.Type.TEXT);
  }

  private static Sequence items(String where, String text) {
    List<Written> items = new ArrayList<>();
    for (String item : text.split(",")) {
      if (!item.isBlank()) {
        items.add(scalar(where, item.strip()));
      }
    }
    return new Sequence(where, items);
  }

  private static AgentConfig build(Settings settings) {
    ForgeConfig forge = ForgeReader.read(settings);
    return new AgentConfig(
        name(settings),
        settings.requiredPath(ConfigKey.AGENT_KEY),
        skills(settings),
        settings.integer(ConfigKey.AGENT_SLOTS, 1, ClaimContext.MAX_SLOTS, 1),
        forge,
        settings.list(
            ConfigKey.REPOSITORIES, MAX_REPOSITORIES, item -> RepositoryName.parse(item.text())),
        hive(settings),
        WebhookReader.read(settings),
        MeshReader.read(settings),
        DependencyRule.valueOf(
            settings
                .choice(ConfigKey.DEPENDENCIES, List.of("merged", "published"), "merged")
                .toUpperCase(Locale.ROOT)),
        settings.choice(
            ConfigKey.CLAIMS_PROTOCOL, List.copyOf(ClaimProtocols.names()), DEFAULT_PROTOCOL),
        settings.duration(
            ConfigKey.POLL, Duration.ofMillis(100), Duration.ofHours(1), Duration.ofSeconds(5)),
        LlmReader.read(settings),
        new WorkConfig(
            settings.path(ConfigKey.WORK_DIR).orElse(settings.folder().resolve("work")),
            settings.duration(
                ConfigKey.WORK_TIME_LIMIT,
                Duration.ofSeconds(1),
                Duration.ofHours(24),
                Duration.ofMinutes(30)),
            settings.duration(
                ConfigKey.WORK_TEST_LIMIT,
                Duration.ofSeconds(1),
                Duration.ofHours(24),
                Duration.ofMinutes(10))),
        settings.path(ConfigKey.AUDIT_FILE).orElse(settings.folder().resolve("audit.jsonl")));
  }

  private static Optional<HiveConfig> hive(Settings settings) {
    Optional<SecretReference> token = settings.secret(ConfigKey.HIVE_TOKEN);
    if (token.isPresent() && !settings.has(ConfigKey.HIVE_URL)) {
      throw settings.missing(ConfigKey.HIVE_URL);
    }
    return settings.url(ConfigKey.HIVE_URL, HIVE).map(url -> new HiveConfig(url, token));
  }

  private static String name(Settings settings) {
    String name = settings.requiredText(ConfigKey.AGENT_NAME);
    if (!isAgentName(name)) {
      throw settings.wrong(
          ConfigKey.AGENT_NAME,
          settings.written(ConfigKey.AGENT_NAME).orElseThrow(),
          "is 1 to "
              + MAX_NAME
              + " letters, digits, '.', '_' and '-', starting with a letter or digit");
    }
    return name;
  }

  /** Whether an agent may be called so: safe as the name of a file and in a terminal. */
  public static boolean isAgentName(String name) {
    return name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0," + (MAX_NAME - 1) + "}");
  }

  /** Skills are a list of names, or names with levels. */
  private static List<Capability> skills(Settings settings) {
    List<Capability> skills;
    Written written = settings.written(ConfigKey.AGENT_SKILLS).orElse(null);
    if (written instanceof Table table) {
      skills = new ArrayList<>();
      for (Entry entry : table.entries()) {
        skills.add(capability(settings, scalar(entry.where(), entry.key()), entry.value()));
      }
    } else {
      skills =
          settings.list(
              ConfigKey.AGENT_SKILLS,
              MAX_SKILLS,
              item -> new Capability(new Skill(item.text()), BEST));
    }
    if (skills.stream().map(Capability::skill).distinct().count() != skills.size()) {
      throw new ConfigException(
          settings.where(ConfigKey.AGENT_SKILLS), "'agent.skills' names a skill twice; keep one");
    }
    return skills;
  }

  private static Capability capability(Settings settings, Scalar name, Written level) {
    Skill skill = settings.item(ConfigKey.AGENT_SKILLS, name, key -> new Skill(key.text()));
    if (level instanceof Scalar scalar && scalar.text().matches("[0-9]{1,4}")) {
      int value = Integer.parseInt(scalar.text());
      if (value <= BEST) {
        return new Capability(skill, value);
      }
    }
    throw settings.wrong(
        ConfigKey.AGENT_SKILLS, level, "gives each skill a level from 0 to " + BEST);
  }
}
