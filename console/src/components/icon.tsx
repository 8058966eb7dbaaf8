// The few signs of the console, drawn here: fonts differ in which signs they have and how large.
const kStroked = {
  check: "M3 8.5l3.5 3.5L13 4.5",
  cross: "M4 4l8 8M12 4l-8 8",
  down: "M8 3v9M4.5 8.5L8 12l3.5-3.5",
  copy: "M6 6h7v7H6zM10 3.5H3.5V10",
  left: "M10 3.5L5.5 8l4.5 4.5",
  right: "M6 3.5L10.5 8 6 12.5",
  sun: "M8 5a3 3 0 1 0 0 6a3 3 0 0 0 0-6zM8 1v1.7M8 13.3V15M1 8h1.7M13.3 8H15M3 3l1.2 1.2M11.8 11.8L13 13M13 3l-1.2 1.2M4.2 11.8L3 13",
  moon: "M12.8 9.8A5.5 5.5 0 0 1 6.2 3.2a5.5 5.5 0 1 0 6.6 6.6z",
  barred: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 0 0 0-11zM4.1 4.1l7.8 7.8",
  person: "M8 3a2.5 2.5 0 1 0 0 5a2.5 2.5 0 0 0 0-5zM3.5 13.5c0-2.5 2-4 4.5-4s4.5 1.5 4.5 4",
  star: "M8 2.2l1.8 3.7 4 .5-3 2.8.8 4L8 11.2l-3.6 2 .8-4-3-2.8 4-.5z",
  ring: "M8 3.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 0 0 0-9z",
} as const;

const kFilled = {
  triangle: "M8 2.5L14.5 13.5H1.5z",
  dot: "M8 4a4 4 0 1 0 0 8a4 4 0 0 0 0-8z",
  diamond: "M8 2l6 6-6 6-6-6z",
  expand: "M4 6h8l-4 5z",
  ascending: "M8 4l4.5 7h-9z",
  descending: "M8 12L3.5 5h9z",
  unsorted: "M8 2l3.5 5h-7zM8 14L4.5 9h7z",
  starFilled: "M8 1.4l2.1 4.3 4.7.6-3.4 3.3.9 4.7L8 12l-4.3 2.3.9-4.7L1.2 6.3l4.7-.6z",
  half: "M8 2.5a5.5 5.5 0 0 1 0 11zM8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13zm0 1.2a5.3 5.3 0 1 1 0 10.6a5.3 5.3 0 0 1 0-10.6z",
} as const;

export type IconName = keyof typeof kStroked | keyof typeof kFilled;

const isStroked = (name: IconName): name is keyof typeof kStroked => name in kStroked;

/** As large as the text around it; says nothing: the words beside it or the button's label do. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number | undefined }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width={size} height={size} aria-hidden="true" focusable="false">
      {isStroked(name) ? (
        <path d={kStroked[name]} fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" />
      ) : (
        <path d={kFilled[name]} fill="currentColor" fill-rule="evenodd" />
      )}
    </svg>
  );
}
