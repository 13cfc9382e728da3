package dev.bzzz.p2p.jvm;

import io.libp2p.mux.yamux.YamuxFrame;
import io.libp2p.mux.yamux.YamuxType;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelId;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much was written to each stream and waits for the peer to open its window. The library tells
 * nobody, and at 10 MiB resets the stream for good; so what goes in and what comes out is counted
 * before and behind it. Safe for use by many threads.
 */
final class Backlog {
  /** From so many bytes on, waiting for one peer, nothing more should be published. */
  static final int FULL_BYTES = 512 * 1024;

  /** A peer for which more than this waits is disconnected. */
  static final int MAX_BYTES = 6 * 1024 * 1024;

  /** A peer that has taken nothing for so long no longer counts. */
  private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);

  private final Map<ChannelId, Waiting> streams = new ConcurrentHashMap<>();
  private final ChannelHandler leaving = new Leaving();

  /** What waits in one stream. */
  private static final class Waiting {
    private final AtomicLong bytes = new AtomicLong();
    private volatile long moved = System.nanoTime();
  }

  /** Whether too much waits for a peer that still takes something. */
  boolean full() {
    for (Waiting each : streams.values()) {
      if (each.bytes.get() > FULL_BYTES && System.nanoTime() - each.moved < STUCK_NANOS) {
        return true;
      }
    }
    return false;
  }

  /** Belongs into each stream, next to the muxer. */
  ChannelHandler entering() {
    return new Entering();
  }

  /** Belongs into each connection, where the frames of its streams pass. */
  ChannelHandler leaving() {
    return leaving;
  }

  private final class Entering extends ChannelDuplexHandler {
    private final Waiting waiting = new Waiting();

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      streams.put(context.channel().id(), waiting);
    }

    @Override
    public void channelUnregistered(ChannelHandlerContext context) {
      streams.remove(context.channel().id());
      context.fireChannelUnregistered();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      if (message instanceof ByteBuf bytes
          && waiting.bytes.addAndGet(bytes.readableBytes()) > MAX_BYTES) {
        LOG.debug("remote={} disconnected: it reads too slowly", context.channel().parent());
        context.channel().parent().close();
      }
      context.write(message, promise);
    }
  }

  @ChannelHandler.Sharable
  private final class Leaving extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      if (message instanceof YamuxFrame frame && frame.getType() == YamuxType.DATA) {
        Waiting waiting = streams.get(frame.getId());
        if (waiting != null) {
          waiting.moved = System.nanoTime();
          waiting.bytes.addAndGet(-frame.getLength());
        }
      }
      context.write(message, promise);
    }
  }
}
