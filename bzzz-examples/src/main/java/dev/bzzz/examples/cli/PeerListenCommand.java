package dev.bzzz.examples.cli;

import dev.bzzz.core.mesh.Topic;
import dev.bzzz.p2p.Libp2pNode;
import dev.bzzz.p2p.Libp2pNodeBuilder;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.net.MeshMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "listen",
    description = {
      "Hear a topic until stopped.",
      "The first line tells the peer id and the addresses; after that there is one line for each"
          + " peer that comes or goes and for each message."
    })
final class PeerListenCommand extends BzzzCommand {
  private static final String ANYWHERE = "/ip4/0.0.0.0/tcp/0";
  private static final long GRACE_SECONDS = 10;

  @Mixin private final PeerSetup setup = new PeerSetup();

  @Option(
      names = "--listen",
      paramLabel = "MULTIADDR",
      converter = Converters.ForAddress.class,
      description =
          "where to listen; may be given several times; "
              + ANYWHERE
              + " unless given, which is any free port at all IPv4 addresses")
  private List<Multiaddr> listen = new ArrayList<>();

  @Option(
      names = "--topic",
      required = true,
      paramLabel = "TOPIC",
      converter = Converters.ForTopic.class,
      description = "the topic to hear")
  private @Nullable Topic topic;

  @Option(names = "--mdns", description = "find peers on the local network, and be found there")
  private boolean mdns;

  @Option(
      names = "--echo",
      description = "publish what is heard on the same topic, unless it is an echo itself")
  private boolean echo;

  private final Map<String, String> environment;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);

  PeerListenCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  boolean inLines() {
    return true;
  }

  @Override
  Report execute() throws InterruptedException {
    PeerLines lines = new PeerLines(spec.commandLine().getOut(), json(), stop::countDown);
    PeerHeard heard = new PeerHeard();
    stopOnSignal();
    try {
      Libp2pNode node = start(lines, heard);
      try {
        stop.await();
      } finally {
        node.close();
      }
      lines.print(
          PeerLines.event("stopped")
              .put("received", heard.all())
              .put("missed", node.missedMessages()),
          "stopped after " + heard.all() + " messages; " + node.missedMessages() + " were missed");
      return Report.said();
    } finally {
      stopped.countDown();
    }
  }

  /** Events that come at once wait for the first line. */
  private Libp2pNode start(PeerLines lines, PeerHeard heard) {
    Libp2pNodeBuilder builder = setup.builder(environment).events(lines);
    (listen.isEmpty() ? List.of(Multiaddr.parse(ANYWHERE)) : listen).forEach(builder::listen);
    if (mdns) {
      builder.mdns();
    }
    synchronized (lines) {
      Libp2pNode node = builder.start();
      heard.serve(node);
      PeerEcho answers = new PeerEcho(node);
      node.subscribe(
          topic,
          (MeshMessage message) -> {
            lines.message(message);
            heard.count(message.from());
            if (echo) {
              answers.answer(message);
            }
          });
      lines.listening(node.peerId(), node.addresses());
      return node;
    }
  }

  private void stopOnSignal() {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stop.countDown();
                  try {
                    stopped.await(GRACE_SECONDS, TimeUnit.SECONDS);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }));
  }
}
