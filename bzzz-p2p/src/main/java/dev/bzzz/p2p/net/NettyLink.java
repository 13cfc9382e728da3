package dev.bzzz.p2p.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.concurrent.FastThreadLocal;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A link over a TCP channel of Netty, whose buffers end here. Confined to the loop. */
final class NettyLink extends ChannelInboundHandlerAdapter implements Link {
  private static final Logger LOG = LoggerFactory.getLogger(NettyLink.class);

  /** What was read last, by the loop whose thread it is; Netty reads at most 64 KiB at once. */
  private static final FastThreadLocal<byte[]> RECEIVED =
      new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
          return new byte[4096];
        }
      };

  private final Channel channel;
  private final InetSocketAddress local;
  private final InetSocketAddress remote;
  private @Nullable Listener listener;
  private boolean reading;
  private String why = "the peer has closed the connection";

  /** Joins the pipeline of a connected channel. */
  NettyLink(Channel channel) {
    this.channel = channel;
    this.local = (InetSocketAddress) channel.localAddress();
    this.remote = (InetSocketAddress) channel.remoteAddress();
  }

  /** Begins to hear. */
  void start(Listener hearer) {
    listener = hearer;
    channel.pipeline().addLast(this);
    if (!channel.isActive()) {
      channelInactive(null);
    }
  }

  @Override
  public void write(byte[] bytes, int length) {
    ByteBuf buffer = channel.alloc().directBuffer(length).writeBytes(bytes, 0, length);
    channel.write(buffer, channel.voidPromise());
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    if (waiting != null && waiting.totalPendingWriteBytes() > MAX_WAITING_BYTES) {
      fail("the peer does not read: more than " + MAX_WAITING_BYTES + " bytes wait for it");
    }
  }

  /** While reading, the flush at the pause sends all at once. */
  @Override
  public void flush() {
    if (!reading) {
      channel.flush();
    }
  }

  @Override
  public boolean writable() {
    return channel.isWritable();
  }

  @Override
  public void close() {
    channel.flush();
    channel.close();
  }

  @Override
  public InetSocketAddress local() {
    return local;
  }

  @Override
  public InetSocketAddress remote() {
    return remote;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf buffer = (ByteBuf) message;
    int length = buffer.readableBytes();
    byte[] bytes = received(length);
    buffer.readBytes(bytes, 0, length);
    buffer.release();
    reading = true;
    if (listener != null) {
      listener.received(bytes, length);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (listener != null) {
      listener.pause();
    }
    reading = false;
    channel.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (listener != null) {
      listener.writabilityChanged();
    }
  }

  @Override
  public void channelInactive(@Nullable ChannelHandlerContext context) {
    Listener hearer = listener;
    listener = null;
    if (hearer != null) {
      hearer.closed(why);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOG.debug("remote={} the connection failed", remote, cause);
    fail("the connection failed: " + cause.getMessage());
  }

  /** The array of this thread, if it is large enough. */
  private static byte[] received(int length) {
    byte[] known = RECEIVED.get();
    if (known.length >= length) {
      return known;
    }
    byte[] larger = new byte[Math.max(length, 2 * known.length)];
    RECEIVED.set(larger);
    return larger;
  }

  /** Closes later, since the caller may be in the middle of something. */
  private void fail(String reason) {
    why = reason;
    channel.eventLoop().execute(channel::close);
  }
}
