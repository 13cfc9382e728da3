package dev.bzzz.p2p.jvm;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Signer;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.mesh.Mesh;
import dev.bzzz.core.mesh.MessageHandler;
import dev.bzzz.core.mesh.PublishResult;
import dev.bzzz.core.mesh.RequestHandler;
import dev.bzzz.core.mesh.Subscription;
import dev.bzzz.core.mesh.Topic;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import io.libp2p.core.Connection;
import io.libp2p.core.Host;
import io.libp2p.core.dsl.HostBuilder;
import io.libp2p.core.mux.StreamMuxerProtocol;
import io.libp2p.protocol.Identify;
import io.libp2p.protocol.Ping;
import io.libp2p.security.noise.NoiseXXSecureChannel;
import io.libp2p.transport.tcp.TcpTransport;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * A mesh on jvm-libp2p: TCP, noise, yamux, identify, ping and gossipsub. It speaks with {@link
 * dev.bzzz.p2p.Libp2pNode} and does what a {@link Mesh} has to, no more: peers are dialled by hand,
 * and there is no allow-list, network key, discovery or limit of connections. Safe for use by many
 * threads.
 *
 * <p>{@link #publish} answers SATURATED while {@value JvmGossip#MAX_UNSENT} own messages are not
 * handed to the connections yet, or half a megabyte waits for a peer that still reads. A peer for
 * which 6 MiB wait is disconnected.
 */
public final class JvmLibp2pMesh implements Mesh {
  private static final long START_SECONDS = 10;
  private static final long STOP_SECONDS = 5;

  private final AgentId self;
  private final Host host;
  private final JvmGossip gossip;
  private final Asking asking;
  private final Answering answering;
  private volatile boolean closed;

  private JvmLibp2pMesh(Signer signer, List<Multiaddr> listen) {
    this.self = signer.id();
    SignerKey key = new SignerKey(signer);
    Backlog backlog = new Backlog();
    this.gossip = new JvmGossip(signer, key, backlog);
    this.host =
        new HostBuilder(HostBuilder.DefaultMode.None)
            .transport(TcpTransport::new)
            .secureChannel(NoiseXXSecureChannel::new)
            .muxer(StreamMuxerProtocol::getYamux)
            .protocol(gossip.protocol(), new Identify(), new Ping())
            .listen(listen.stream().map(Multiaddr::toString).toArray(String[]::new))
            .builderModifier(
                builder -> {
                  builder.getIdentity().setFactory(() -> key);
                  builder.getDebug().getMuxFramesHandler().addNettyHandler(backlog.leaving());
                })
            .build();
    host.addStreamVisitor(stream -> stream.pushHandler(backlog.entering()));
    this.asking = new Asking(host.getNetwork());
    this.answering = new Answering(host, "jvm-libp2p-" + self.brief() + "-requests");
  }

  /**
   * Starts a mesh of one.
   *
   * @param signer who the agent is
   * @param listen addresses to listen at; with TCP port 0 a free one is taken
   * @throws TransientException if it cannot listen there
   */
  public static JvmLibp2pMesh start(Signer signer, List<Multiaddr> listen) {
    JvmLibp2pMesh mesh = new JvmLibp2pMesh(signer, listen);
    try {
      mesh.host.start().orTimeout(START_SECONDS, TimeUnit.SECONDS).join();
      return mesh;
    } catch (CompletionException e) {
      mesh.close();
      throw new TransientException(
          "cannot listen at " + listen + ": " + e.getCause() + "; choose another address", e);
    }
  }

  /** Where it listens now, each address with its peer id. */
  public List<Multiaddr> addresses() {
    return host.listenAddresses().stream().map(each -> Multiaddr.parse(each.toString())).toList();
  }

  /**
   * Connects to a peer, unless there is a connection already. Fails with a {@link
   * TransientException} that says why.
   *
   * @param address TCP, with the peer id
   */
  public CompletableFuture<PeerId> dial(Multiaddr address) {
    return host.getNetwork()
        .connect(io.libp2p.core.multiformats.Multiaddr.fromString(address.toString()))
        .thenApply(JvmLibp2pMesh::remote)
        .exceptionallyCompose(
            error ->
                CompletableFuture.failedFuture(
                    new TransientException(
                        "cannot connect to " + address + ": " + error + "; try later", error)));
  }

  @Override
  public AgentId self() {
    return self;
  }

  @Override
  public Set<AgentId> peers() {
    Set<AgentId> agents = new TreeSet<>();
    for (Connection connection : host.getNetwork().getConnections()) {
      remote(connection).agent().ifPresent(agents::add);
    }
    return agents;
  }

  @Override
  public Subscription subscribe(Topic topic, MessageHandler handler) {
    requireOpen();
    return gossip.subscribe(topic, handler);
  }

  @Override
  public PublishResult publish(Topic topic, byte[] data) {
    requireSize(data);
    requireOpen();
    return gossip.publish(topic, data);
  }

  /** How many messages were lost because subscribers were slower than they came. */
  public long missedMessages() {
    return gossip.missed();
  }

  @Override
  public CompletableFuture<byte[]> request(
      AgentId peer, String protocol, byte[] data, Duration timeout) {
    requireSize(data);
    requireOpen();
    return asking.request(peer, protocol, data, timeout);
  }

  @Override
  public void serve(String protocol, RequestHandler handler) {
    requireOpen();
    answering.serve(protocol, handler);
  }

  /** Closes all connections; waits for that for a few seconds. Closing twice does nothing. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    answering.close();
    List<Connection> ending = List.copyOf(host.getNetwork().getConnections());
    host.stop(); // its threads end two seconds later
    CompletableFuture.allOf(
            ending.stream().map(Connection::closeFuture).toArray(CompletableFuture[]::new))
        .completeOnTimeout(null, STOP_SECONDS, TimeUnit.SECONDS)
        .exceptionally(error -> null)
        .join();
    gossip.close();
  }

  private static PeerId remote(Connection connection) {
    return PeerId.parse(connection.secureSession().getRemoteId().toBase58());
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the mesh of agent " + self + " is closed");
    }
  }

  private static void requireSize(byte[] data) {
    if (data.length > MAX_MESSAGE_BYTES) {
      throw new IllegalArgumentException(
          "a message has at most " + MAX_MESSAGE_BYTES + " bytes, not " + data.length);
    }
  }
}
