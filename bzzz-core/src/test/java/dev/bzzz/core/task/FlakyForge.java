package dev.bzzz.core.task;

import dev.bzzz.core.TransientException;
import dev.bzzz.core.repo.RepositoryProvider;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;

/** A forge that can be made to stop answering. */
final class FlakyForge {
  boolean fails;
  private final RepositoryProvider provider;

  FlakyForge(RepositoryProvider forge) {
    provider =
        (RepositoryProvider)
            Proxy.newProxyInstance(
                RepositoryProvider.class.getClassLoader(),
                new Class<?>[] {RepositoryProvider.class},
                (proxy, method, arguments) -> {
                  if (fails) {
                    throw new TransientException("the forge does not answer", Duration.ZERO);
                  }
                  try {
                    return method.invoke(forge, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
  }

  RepositoryProvider provider() {
    return provider;
  }
}
