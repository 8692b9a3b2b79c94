"""What operands and items can hold."""
