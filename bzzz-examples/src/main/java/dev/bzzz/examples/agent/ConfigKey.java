package dev.bzzz.examples.agent;

import java.util.Locale;

/** Every key of {@code bzzz.yaml}, with the environment variable that overrides it. */
enum ConfigKey {
  AGENT_NAME("agent.name"),
  AGENT_KEY("agent.key"),
  AGENT_SKILLS("agent.skills"),
  AGENT_SLOTS("agent.slots"),
  FORGE_KIND("forge.kind"),
  FORGE_DIR("forge.dir"),
  FORGE_URL("forge.url"),
  FORGE_TOKEN("forge.token"),
  FORGE_PUBLISH_TOKEN("forge.publishToken"),
  FORGE_APP("forge.app"),
  FORGE_CA("forge.ca"),
  FORGE_PROXY("forge.proxy"),
  FORGE_CALLS_PER_HOUR("forge.callsPerHour"),
  REPOSITORIES("repositories"),
  HIVE_URL("hive.url"),
  HIVE_TOKEN("hive.token"),
  PEERS("peers"),
  MESH_ENABLED("mesh.enabled"),
  MESH_LISTEN("mesh.listen"),
  MESH_MDNS("mesh.mdns"),
  MESH_TAG("mesh.tag"),
  MESH_KEY("mesh.key"),
  MESH_ALLOW("mesh.allow"),
  WEBHOOKS_LISTEN("webhooks.listen"),
  WEBHOOKS_SECRET("webhooks.secret"),
  DEPENDENCIES("dependencies"),
  CLAIMS_PROTOCOL("claims.protocol"),
  POLL("poll"),
  LLM_BACKEND("llm.backend"),
  LLM_MODEL("llm.model"),
  LLM_URL("llm.url"),
  LLM_CONTEXT_TOKENS("llm.contextTokens"),
  LLM_SCRIPT("llm.script"),
  WORK_DIR("work.dir"),
  WORK_TIME_LIMIT("work.timeLimit"),
  WORK_TEST_LIMIT("work.testLimit"),
  AUDIT_FILE("audit.file"),
  AUDIT_ACCESS("audit.access");

  private final String path;

  ConfigKey(String path) {
    this.path = path;
  }

  /** Whether a variable may hold several values, separated by commas. */
  boolean isList() {
    return switch (this) {
      case AGENT_SKILLS, REPOSITORIES, PEERS, MESH_LISTEN, MESH_ALLOW -> true;
      default -> false;
    };
  }

  /** As it is written in errors and documentation, such as {@code agent.name}. */
  String path() {
    return path;
  }

  /** Such as {@code BZZZ_AGENT_NAME}. */
  String variable() {
    return "BZZZ_" + name().toUpperCase(Locale.ROOT);
  }
}
