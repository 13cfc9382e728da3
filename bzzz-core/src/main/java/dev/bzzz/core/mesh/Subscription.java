package dev.bzzz.core.mesh;

/** A subscription to a topic; closing it ends it, and closing twice does nothing. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {
  @Override
  void close();
}
