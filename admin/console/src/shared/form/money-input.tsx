// An amount as people write it, beside its currency. What stands in it is read by parseMinor.
import { TextInput, type TextInputProps } from "@mantine/core";

export const MoneyInput = ({ currency, ...more }: TextInputProps & { currency: string }) => (
    <TextInput inputMode="decimal" autoComplete="off" rightSection={<span className="quiet">{currency}</span>} rightSectionWidth={56} rightSectionPointerEvents="none" {...more} />
);
