// Holds the place of this screen until it is built.
import { Page } from "@/components/page";
import { EmptyState } from "@/components/states";
import { text } from "@/shell/text";
import { useText } from "@/text/dictionary";

export default function Screen() {
  const words = useText(text);
  return (
    <Page title={words.names["intelligence"]}>
      <EmptyState />
    </Page>
  );
}
