package dev.bzzz.p2p.jvm;

import dev.bzzz.p2p.wire.FrameReader;
import dev.bzzz.p2p.wire.Uvarint;
import dev.bzzz.p2p.wire.WireException;
import io.libp2p.core.Stream;
import io.libp2p.protocol.ProtocolMessageHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One side of a request, on a stream of its own: reads the one frame that the other side sends.
 * Confined to the stream's event loop, apart from {@link #write}.
 */
final class Exchange implements ProtocolMessageHandler<ByteBuf> {
  private final FrameReader reader;
  private final Optional<byte[]> first;
  private final CompletableFuture<byte[]> frame = new CompletableFuture<>();
  private byte @Nullable [] read;

  /**
   * Creates a side.
   *
   * @param first what to say as soon as the stream is there
   */
  Exchange(int maxBytes, Optional<byte[]> first) {
    this.reader = new FrameReader(maxBytes);
    this.first = first;
  }

  /** What the other side has said, once it has finished. */
  CompletableFuture<byte[]> frame() {
    return frame;
  }

  /** Says this, and nothing after it. */
  static void write(Stream stream, byte[] bytes) {
    stream.writeAndFlush(Unpooled.wrappedBuffer(Uvarint.prefixed(bytes)));
    stream.closeWrite();
  }

  @Override
  public void onActivated(Stream stream) {
    first.ifPresent(bytes -> write(stream, bytes));
  }

  @Override
  public void onMessage(Stream stream, ByteBuf message) {
    try {
      for (byte[] each : reader.feed(ByteBufUtil.getBytes(message))) {
        if (read != null) {
          throw new WireException("it sent more than one frame");
        }
        read = each;
      }
    } catch (WireException e) {
      frame.completeExceptionally(e);
      stream.reset();
    }
  }

  @Override
  public void onReadClosed(Stream stream) {
    if (read != null && reader.waiting() == 0) {
      frame.complete(read);
    } else {
      frame.completeExceptionally(new WireException("it ended before its frame"));
    }
  }

  @Override
  public void onClosed(Stream stream) {
    frame.completeExceptionally(new WireException("its stream was reset or its connection ended"));
  }

  @Override
  public void onException(@Nullable Throwable cause) {
    frame.completeExceptionally(new WireException("its stream failed: " + cause));
  }
}
