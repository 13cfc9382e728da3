package dev.bzzz.examples.agent;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Identity;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.Secret;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.agent.Agent;
import dev.bzzz.core.agent.AgentBuilder;
import dev.bzzz.core.agent.EventSink;
import dev.bzzz.core.agent.Worker;
import dev.bzzz.core.audit.AuditLog;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.claim.ClaimProtocols;
import dev.bzzz.core.llm.LlmBackend;
import dev.bzzz.core.llm.ModelId;
import dev.bzzz.core.mesh.Mesh;
import dev.bzzz.core.repo.RepositoryProvider;
import dev.bzzz.core.sandbox.Sandbox;
import dev.bzzz.core.sim.Recorder;
import dev.bzzz.examples.agent.AgentConfig.HiveConfig;
import dev.bzzz.examples.agent.AgentConfig.WebhookConfig;
import dev.bzzz.git.hive.HiveDirectory;
import dev.bzzz.git.hooks.HookReceiver;
import dev.bzzz.git.hooks.HookServer;
import dev.bzzz.git.ledger.GitRefLedger;
import dev.bzzz.git.work.GitWorkspaceFactory;
import dev.bzzz.llm.ollama.OllamaBackend;
import dev.bzzz.llm.scripted.ScriptedBackend;
import dev.bzzz.llm.work.ToolLoopWorker;
import dev.bzzz.p2p.Libp2pNode;
import dev.bzzz.p2p.Multiaddr;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The agent that runs as it is: every part chosen by {@code bzzz.yaml}. Read {@link #assemble} to
 * see how the parts fit, and copy it for an agent of your own.
 */
public final class ReferenceAgent implements AutoCloseable {
  private final Agent agent;
  private final Deque<AutoCloseable> parts;
  private final Optional<URI> webhooks;
  private final List<Multiaddr> addresses;

  /**
   * What an agent may have beyond its configuration.
   *
   * @param meshes joins the agent to a mesh other than that of its configuration
   * @param meshLoss how many of a hundred messages of the mesh get lost; for tests
   * @param recording file for what its claim machine takes in and decides
   */
  public record Extras(
      Function<AgentId, Optional<Mesh>> meshes, int meshLoss, Optional<Path> recording) {
    /** Nothing more. */
    public static final Extras NONE = new Extras(agent -> Optional.empty(), 0, Optional.empty());

    /** No mesh but that of the configuration. */
    public static Extras of(Optional<Path> recording) {
      return new Extras(NONE.meshes(), 0, recording);
    }
  }

  private ReferenceAgent(
      Agent agent, Deque<AutoCloseable> parts, Optional<URI> webhooks, List<Multiaddr> addresses) {
    this.agent = agent;
    this.parts = parts;
    this.webhooks = webhooks;
    this.addresses = addresses;
  }

  /**
   * Puts an agent together, with nothing but its configuration.
   *
   * @param sandbox where its commands run; stays the caller's
   * @param listeners hear every event after it was logged
   * @throws dev.bzzz.core.BzzzException if a part cannot be had; what was opened is closed again
   */
  public static ReferenceAgent assemble(
      AgentConfig config, Sandbox sandbox, List<EventSink> listeners) {
    return assemble(config, sandbox, listeners, Extras.NONE);
  }

  /**
   * Puts an agent together. Its mesh is joined; nothing else runs before {@link Agent#start}.
   *
   * @param sandbox where its commands run; stays the caller's
   * @param listeners hear every event after it was logged
   * @param extras what no configuration says
   * @throws dev.bzzz.core.BzzzException if a part cannot be had; what was opened is closed again
   */
  public static ReferenceAgent assemble(
      AgentConfig config, Sandbox sandbox, List<EventSink> listeners, Extras extras) {
    Deque<AutoCloseable> parts = new ArrayDeque<>();
    try {
      Identity identity = Identity.load(config.key());
      parts.push(KeyLock.acquire(config.key()));
      Forges.Opened opened = Forges.open(config);
      opened.parts().forEach(parts::push);
      RepositoryProvider forge = opened(parts, opened.provider());
      GitRefLedger ledger = opened(parts, ledger(config, opened).probing(identity, forge));
      LlmBackend backend = opened(parts, backend(config.llm()));
      Worker worker = worker(config, backend);
      AuditLog audit = opened(parts, AuditLog.open(config.audit(), identity));
      Optional<Mesh> other = extras.meshes().apply(identity.id()).map(each -> opened(parts, each));
      Optional<Libp2pNode> node =
          config
              .mesh()
              .filter(each -> other.isEmpty())
              .map(each -> opened(parts, Meshes.join(each, identity)));
      List<EventSink> sinks = Stream.concat(Stream.of(audit), listeners.stream()).toList();
      Optional<HiveDirectory> hive =
          config
              .hive()
              .map(each -> opened(parts, HiveLink.open(config, each, identity.id(), sinks)));

      AgentBuilder builder =
          Agent.builder(identity)
              .provider(forge)
              .ledger(ledger)
              .workspaces(workspaces(config, identity, opened))
              .worker(worker)
              .sandbox(sandbox)
              .protocol(protocol(parts, config, extras, identity));
      sinks.forEach(builder::sink);
      other.or(() -> node).map(each -> losing(each, extras)).ifPresent(builder::mesh);
      hive.ifPresent(each -> builder.directory(each).sink(each));
      settings(builder, config);
      secrets(builder, config, opened);
      Agent agent = builder.build();
      Optional<URI> webhooks =
          config.webhooks().map(each -> opened(parts, hooks(each, agent)).url());
      return new ReferenceAgent(
          agent, parts, webhooks, node.map(Libp2pNode::addresses).orElse(List.of()));
    } catch (RuntimeException e) {
      closeAll(parts, e);
      throw e;
    }
  }

  /** The agent, to be started and waited for. */
  public Agent agent() {
    return agent;
  }

  /** Where it listens for webhooks, but for the kind of their host. */
  public Optional<URI> webhooks() {
    return webhooks;
  }

  /** Where it can be reached by its peers; empty without a mesh of its configuration. */
  public List<Multiaddr> addresses() {
    return addresses;
  }

  /** Stops the agent and closes its parts, the last opened first. */
  @Override
  public void close() {
    agent.close();
    PermanentException failed = new PermanentException("cannot close all parts of the agent");
    closeAll(parts, failed);
    if (failed.getSuppressed().length > 0) {
      throw failed;
    }
  }

  private static Mesh losing(Mesh mesh, Extras extras) {
    return extras.meshLoss() == 0
        ? mesh
        : new LossyMesh(mesh, extras.meshLoss(), new SecureRandom());
  }

  /** What it is called, does and may take. */
  private static void settings(AgentBuilder builder, AgentConfig config) {
    builder
        .name(config.name())
        .dependencies(config.dependencies())
        .slots(config.slots())
        .poll(config.poll())
        .workLimit(config.work().timeLimit());
    config.skills().forEach(builder::capability);
    config.repositories().forEach(builder::repository);
  }

  /** What it must not publish. */
  private static void secrets(AgentBuilder builder, AgentConfig config, Forges.Opened forge) {
    Stream.of(config.work().dir(), config.key(), config.audit()).forEach(builder::localPath);
    forge.paths().forEach(builder::localPath);
    forge.secrets().forEach(builder::secret);
    config
        .hive()
        .flatMap(HiveConfig::token)
        .map(Secret::at)
        .map(Secret::value)
        .ifPresent(builder::secret);
    config
        .webhooks()
        .map(WebhookConfig::secret)
        .map(Secret::at)
        .map(Secret::value)
        .ifPresent(builder::secret);
    config
        .mesh()
        .flatMap(MeshConfig::key)
        .map(Secret::at)
        .map(Secret::value)
        .ifPresent(builder::secret);
  }

  /** In a folder of this key's own, which is locked: what is in it was left by a killed process. */
  private static GitWorkspaceFactory workspaces(
      AgentConfig config, Identity identity, Forges.Opened forge) {
    GitWorkspaceFactory workspaces =
        new GitWorkspaceFactory(
            config.work().dir().resolve("trees").resolve(identity.id().brief()));
    workspaces.removeAbandoned();
    return forge.logins().map(logins -> workspaces.loggingIn(logins.reading())).orElse(workspaces);
  }

  private static ClaimProtocol protocol(
      Deque<AutoCloseable> parts, AgentConfig config, Extras extras, Identity identity) {
    ClaimProtocol protocol = ClaimProtocols.named(config.protocol());
    return extras.recording().isEmpty()
        ? protocol
        : opened(parts, Recorder.open(extras.recording().get(), identity.id(), protocol));
  }

  private static GitRefLedger ledger(AgentConfig config, Forges.Opened forge) {
    Path cache = config.work().dir().resolve("ledger");
    RepositoryProvider provider = forge.provider();
    return forge
        .logins()
        .map(
            logins ->
                GitRefLedger.open(
                    provider::repository, Verifier.ed25519(), cache, logins.writing()))
        .orElseGet(() -> GitRefLedger.open(provider::repository, Verifier.ed25519(), cache));
  }

  private static HookServer hooks(WebhookConfig config, Agent agent) {
    return HookServer.start(
        new InetSocketAddress(config.host(), config.port()),
        new HookReceiver(Secret.at(config.secret()), agent::pollSoon, Clock.systemUTC()));
  }

  private static Worker worker(AgentConfig config, LlmBackend backend) {
    ModelId model = Models.require(backend, config.llm());
    return ToolLoopWorker.builder(backend, model).testTimeout(config.work().testLimit()).build();
  }

  private static LlmBackend backend(LlmConfig config) {
    if (config instanceof LlmConfig.Ollama ollama) {
      return OllamaBackend.builder(ollama.url()).contextTokens(ollama.contextTokens()).build();
    }
    if (config instanceof LlmConfig.Scripted scripted) {
      return ScriptedBackend.load(scripted.script());
    }
    throw new AssertionError("unhandled backend: " + config);
  }

  private static <T extends AutoCloseable> T opened(Deque<AutoCloseable> parts, T part) {
    parts.push(part);
    return part;
  }

  private static void closeAll(Deque<AutoCloseable> parts, RuntimeException errors) {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        errors.addSuppressed(e);
      }
    }
  }
}
