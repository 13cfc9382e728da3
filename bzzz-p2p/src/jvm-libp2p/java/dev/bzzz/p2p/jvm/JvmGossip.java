package dev.bzzz.p2p.jvm;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Signer;
import dev.bzzz.core.mesh.MessageHandler;
import dev.bzzz.core.mesh.PublishResult;
import dev.bzzz.core.mesh.Subscription;
import dev.bzzz.core.mesh.Topic;
import dev.bzzz.p2p.PeerId;
import io.libp2p.core.pubsub.MessageApi;
import io.libp2p.core.pubsub.PubsubPublisherApi;
import io.libp2p.core.pubsub.PubsubSubscription;
import io.libp2p.pubsub.gossip.Gossip;
import io.libp2p.pubsub.gossip.GossipParams;
import io.libp2p.pubsub.gossip.GossipParamsKt;
import io.libp2p.pubsub.gossip.builders.GossipRouterBuilder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.time.Instant;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Publishing and hearing by the library's gossipsub, with signatures checked and with a bound on
 * what is published and not sent yet. Safe for use by many threads.
 */
final class JvmGossip {
  /** How many own messages may be on their way to the connections. */
  static final int MAX_UNSENT = 64;

  /** After this many seconds a message no longer counts, should the library forget to say so. */
  private static final long UNSENT_SECONDS = 30;

  private final Backlog backlog;
  private final ScheduledExecutorService router;
  private final Gossip gossip;
  private final PubsubPublisherApi publisher;
  private final Deliveries deliveries;
  private final AtomicInteger unsent = new AtomicInteger();

  JvmGossip(Signer signer, SignerKey key, Backlog backlog) {
    this.backlog = backlog;
    String name = "jvm-libp2p-" + signer.id().brief();
    // Streams that end after it has been shut down still have something to tell it.
    this.router =
        new ScheduledThreadPoolExecutor(
            1,
            task -> Daemons.thread(task, name + "-gossip"),
            new ThreadPoolExecutor.DiscardPolicy());
    this.deliveries = new Deliveries(name + "-deliveries");
    GossipRouterBuilder builder = new GossipRouterBuilder();
    builder.setMessageValidator(new SignatureRule()); // without one, all messages would pass
    builder.setScheduledAsyncExecutor(router);
    builder.setParams(
        GossipParams.builder()
            .floodPublishMaxMessageSizeThreshold(GossipParamsKt.ALWAYS_FLOOD_PUBLISH)
            .build());
    this.gossip = new Gossip(builder.build());
    this.publisher = gossip.createPublisher(key, firstNumber());
  }

  /** What the host is to speak. */
  Gossip protocol() {
    return gossip;
  }

  PublishResult publish(Topic topic, byte[] data) {
    if (unsent.incrementAndGet() > MAX_UNSENT || backlog.full()) {
      unsent.decrementAndGet();
      return PublishResult.SATURATED;
    }
    // A failure is that nobody hears the topic or that a connection broke: the message is lost.
    publisher
        .publish(Unpooled.wrappedBuffer(data.clone()), named(topic))
        .orTimeout(UNSENT_SECONDS, TimeUnit.SECONDS)
        .whenComplete((sent, error) -> unsent.decrementAndGet());
    return PublishResult.ACCEPTED;
  }

  Subscription subscribe(Topic topic, MessageHandler handler) {
    Deliveries.Hearer hearer = new Deliveries.Hearer(topic, handler);
    Consumer<MessageApi> receiver = message -> receive(hearer, message);
    PubsubSubscription subscription = gossip.subscribe(receiver, named(topic));
    return () -> {
      if (hearer.close()) {
        subscription.unsubscribe();
      }
    };
  }

  long missed() {
    return deliveries.missed();
  }

  void close() {
    router.shutdownNow();
    deliveries.close();
  }

  /** On the router's thread, after the signature was checked. */
  private void receive(Deliveries.Hearer hearer, MessageApi message) {
    byte[] from = message.getFrom();
    if (from != null) {
      ByteBuf data = message.getData();
      byte[] bytes = ByteBufUtil.getBytes(data);
      PeerId.ofBytes(from).agent().ifPresent(agent -> deliver(hearer, agent, bytes));
    }
  }

  private void deliver(Deliveries.Hearer hearer, AgentId from, byte[] data) {
    deliveries.deliver(hearer, from, data);
  }

  /** Greater than all numbers of an earlier run. */
  private static long firstNumber() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }

  private static io.libp2p.core.pubsub.Topic named(Topic topic) {
    return new io.libp2p.core.pubsub.Topic(topic.name());
  }
}
